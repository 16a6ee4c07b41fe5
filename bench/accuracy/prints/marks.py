"""How a heading is told from text: a colon, capitals, marks around it, or a line under it."""

from bench.accuracy.prints.choices import HeadingMarks, Marks


def marked(lines: list[str], marks: Marks | HeadingMarks) -> list[str]:
    match marks:
        case "colon":
            return [*lines[:-1], f"{lines[-1]}:"]
        case "upper":
            return [line.upper() for line in lines]
        case "bold":
            return [f"**{line}**" for line in lines]
        case "html":
            return [f"<b>{line}</b>" for line in lines]
        case "underlined":
            return [*lines, "-" * max(map(len, lines))]
        case "hashes":
            return [f"## {lines[0]}", *lines[1:]]
        case "brackets":
            return [f"[{line}]" for line in lines]
        case _:
            return lines
