"""Icons and status shapes, drawn on a grid of 24 and rendered in place by ``{% icon %}``."""

from typing import Final

# Lines, after the manner of Lucide (ISC licence); stroke and fill come from the style sheet.
ICONS: Final[dict[str, str]] = {
    "home": '<path d="M3 11 12 3l9 8M5 9.5V21h5v-6h4v6h5V9.5"/>',
    "alert": '<path d="M12 3 2 20h20L12 3ZM12 10v4M12 17.5v.01"/>',
    "event": '<path d="M13 2 4 14h7l-1 8 9-12h-7l1-8Z"/>',
    "meeting": '<path d="M8 2v4M16 2v4M3 9h18M5 4h14a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H5a2 2 0 0 1-2'
    '-2V6a2 2 0 0 1 2-2Z"/>',
    "people": '<path d="M16 20v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M9 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 '
    '0 0 0 7ZM22 20v-2a4 4 0 0 0-3-3.8M15.5 3.2a3.5 3.5 0 0 1 0 6.6"/>',
    "person": '<path d="M20 21v-2a5 5 0 0 0-5-5H9a5 5 0 0 0-5 5v2M12 10.5a4 4 0 1 0 0-8 4 4 0 0 0 '
    '0 8Z"/>',
    "book": '<path d="M4 19.5V5a2 2 0 0 1 2-2h14v18H6a2 2 0 0 1-2-1.5ZM4 19a2 2 0 0 1 2-2h14"/>',
    "list": '<path d="M8 6h13M8 12h13M8 18h13M3.5 6v.01M3.5 12v.01M3.5 18v.01"/>',
    "more": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "search": '<path d="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM21 21l-5-5"/>',
    "help": '<path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9.2A2.6 2.6 0 0 1 12 7.5c1.6 0 2.6 '
    '1 2.6 2.3 0 1.9-2.6 2-2.6 4M12 16.8v.01"/>',
    "phone": '<path d="M21 16.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 3 5.2 2 2 0 0 1 5 3h3l1.5 4.5L7.7 9.2'
    'a13 13 0 0 0 7 7l1.8-1.8L21 16.5Z"/>',
    "mail": '<path d="M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM3.5 '
    '7l8.5 6 8.5-6"/>',
    "clock": '<path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2"/>',
    "bell": '<path d="M6 9a6 6 0 0 1 12 0c0 7 3 8 3 8H3s3-1 3-8ZM10.5 20.5a2 2 0 0 0 3 0"/>',
    "check": '<path d="m4 12.5 5.5 5.5L20 7"/>',
    "close": '<path d="M5 5l14 14M19 5 5 19"/>',
    "plus": '<path d="M12 4v16M4 12h16"/>',
    "edit": '<path d="M4 20h4L19.5 8.5a2.1 2.1 0 0 0-3-3L5 17l-1 3ZM14.5 7.5l3 3"/>',
    "remove": '<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "previous": '<path d="m15 5-7 7 7 7"/>',
    "external": '<path d="M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1'
    '-1h5"/>',
    "document": '<path d="M6 2.5h8l5 5V21a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V3.5a1 1 0 0 1 1-1ZM14 2.5V8'
    'h5M8.5 13h7M8.5 17h7"/>',
    "download": '<path d="M12 3v12M7 10.5l5 5 5-5M4 20h16"/>',
    "lock": '<path d="M6 10.5h12a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1'
    'ZM8 10.5V7a4 4 0 0 1 8 0v3.5"/>',
    "key": '<path d="M8 20a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM11.2 12.3 20 3.5M16 7.5l3 3"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z'
    'M9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"/>',
    "info": '<path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.5v.01"/>',
    "weather": '<path d="M7 16a4.5 4.5 0 0 1 .3-9 6 6 0 0 1 11.4 1.7A3.7 3.7 0 0 1 18 16H7ZM8 20v'
    '.01M12 19v2M16 20v.01"/>',
    "network": '<path d="M5 8.5a11 11 0 0 1 14 0M7.8 12a6.6 6.6 0 0 1 8.4 0M10.4 15.4a2.6 2.6 0 0 1'
    ' 3.2 0M12 19v.01"/>',
    "fire": '<path d="M12 2.5c1 4 6 6 6 11.5a6 6 0 0 1-12 0c0-2.5 1.3-4 2.5-5.2.3 1.8 1 2.7 2 3.2C'
    '10.5 8.5 10.5 5.5 12 2.5Z"/>',
    "transport": '<path d="M6 4h12a1 1 0 0 1 1 1v11H5V5a1 1 0 0 1 1-1ZM5 11h14M8 16v3M16 16v3M8.2 '
    '13.6v.01M15.8 13.6v.01"/>',
    "water": '<path d="M12 2.5S5.5 9.5 5.5 14.5a6.5 6.5 0 0 0 13 0C18.5 9.5 12 2.5 12 2.5Z"/>',
    "threat": '<path d="M12 2.5 4 5.5v6c0 5 3.4 8.5 8 10 4.6-1.5 8-5 8-10v-6l-8-3ZM12 8v'
    '4.5M12 16v.01"/>',
    "other": '<path d="M5 12v.01M12 12v.01M19 12v.01"/>',
}

# Kinds of the timeline's entries, drawn by the icons above.
ALIASES: Final[dict[str, str]] = {
    "request": "alert",
    "convene": "people",
    "summons": "bell",
    "answer": "check",
    "chair": "person",
    "composition": "people",
    "mode": "event",
    "note": "edit",
    "correction": "edit",
    "fault": "alert",
    "merge": "next",
    "decision": "person",
}

# How a line is drawn: by CSS on a screen, by attributes in a PDF, which reads no CSS in drawings.
_DRAWN = 'fill="none" stroke="currentColor"'
LINE: Final = f'class="shape__line" {_DRAWN} stroke-width="3"'
BOLD: Final = f'class="shape__line shape__line--bold" {_DRAWN} stroke-width="4"'

# Shapes of status: always with a word beside, never colour alone.
SHAPES: Final[dict[str, str]] = {
    "circle": '<circle cx="12" cy="12" r="8"/>',
    "ring": f'<circle {LINE} cx="12" cy="12" r="7"/>',
    "half": f'<circle {LINE} cx="12" cy="12" r="7"/><path d="M12 5a7 7 0 0 1 0 14Z"/>',
    "triangle": '<path d="M12 3 22 20.5H2Z"/>',
    "diamond": '<path d="m12 2 10 10-10 10L2 12Z"/>',
    "square": '<path d="M4 4h16v16H4Z"/>',
    "hatched": f'<path {LINE} d="M4 4h16v16H4ZM4 12l8-8M4 20 20 4M12 20l8-8"/>',
    "check": f'<path {BOLD} d="m4 12.5 5.5 5.5L20 7"/>',
    "cross": f'<path {BOLD} d="M5 5l14 14M19 5 5 19"/>',
    "bar": '<path d="M3 9.5h18v5H3Z"/>',
    "arrow": f'<path {BOLD} d="M4 12h15M13 6l6 6-6 6"/>',
}
