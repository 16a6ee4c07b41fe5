"""How a heading is told from text: a colon, capitals, marks around it, or a line under it."""

from bench.accuracy.prints.choices import HeadingMarks, Marks


def marked(lines: list[str], marks: Marks | HeadingMarks) -> list[str]:
    """Marks stand around the text of a line, inside its indent."""
    match marks:
        case "colon":
            return [*lines[:-1], f"{lines[-1]}:"]
        case "upper":
            return [line.upper() for line in lines]
        case "bold":
            return [_around("**", line, "**") for line in lines]
        case "html":
            return [_around("<b>", line, "</b>") for line in lines]
        case "underlined":
            return [*lines, "-" * max(map(len, lines))]
        case "hashes":
            return [f"## {lines[0]}", *lines[1:]]
        case "brackets":
            return [f"[{line}]" for line in lines]
        case _:
            return lines


def _around(before: str, line: str, after: str) -> str:
    text = line.lstrip(" ")
    return f"{line[: len(line) - len(text)]}{before}{text}{after}"
