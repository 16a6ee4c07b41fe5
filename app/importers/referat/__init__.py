"""Text of printed agenda-system minutes with "Punkt N: title". Pure: text in, `ImportedDocument` out."""
