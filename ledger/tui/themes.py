"""Colours: blue is for, orange is against, in every theme; shape and sign say the same without them."""

from textual.theme import Theme

DEFAULT = "ledger-dark"

FALLBACK = {
    "stance-for": "#5aa9ff",
    "stance-for-fill": "#123a63",
    "stance-against": "#ffb45e",
    "stance-against-fill": "#4a2c00",
    "stance-neutral": "#c9d1d9",
    "stance-none": "#8b949e",
    "lit": "#f0e68c",
    "lit-fill": "#3d3a17",
    "quiet": "#8b949e",
    "warn-fill": "#4a2c00",
}
"""For a theme of Textual's own that knows nothing of stances."""


def _dark(
    name: str,
    *,
    foreground: str = "#d7dde3",
    background: str = "#0e1116",
    surface: str = "#161b22",
    panel: str = "#1f2630",
    primary: str = "#5aa9ff",
    accent: str = "#ffb45e",
    **stances: str,
) -> Theme:
    return Theme(
        name=name,
        dark=True,
        primary=primary,
        secondary="#4d7ea8",
        accent=accent,
        warning=accent,
        error="#ff9a8a",
        success=primary,
        foreground=foreground,
        background=background,
        surface=surface,
        panel=panel,
        variables=FALLBACK | {name.replace("_", "-"): value for name, value in stances.items()},
    )


THEMES: tuple[Theme, ...] = (
    _dark(DEFAULT),
    Theme(
        name="ledger-light",
        dark=False,
        primary="#0550ae",
        secondary="#57606a",
        accent="#953800",
        warning="#953800",
        error="#a40e26",
        success="#0550ae",
        foreground="#1f2328",
        background="#ffffff",
        surface="#f6f8fa",
        panel="#e6eaef",
        variables={
            "stance-for": "#0550ae",
            "stance-for-fill": "#cfe4ff",
            "stance-against": "#8a3200",
            "stance-against-fill": "#ffdfc2",
            "stance-neutral": "#424a53",
            "stance-none": "#6e7781",
            "lit": "#5c4400",
            "lit-fill": "#fff3b8",
            "quiet": "#6e7781",
            "warn-fill": "#ffdfc2",
        },
    ),
    # Okabe and Ito's blue and vermilion-orange, which all common kinds of colour vision tell apart.
    _dark(
        "colour-blind-safe",
        stance_for="#56b4e9",
        stance_for_fill="#00395c",
        stance_against="#e69f00",
        stance_against_fill="#4a2c00",
        lit="#f0e442",
        lit_fill="#4a4600",
    ),
    _dark(
        "high-contrast",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        primary="#9ad0ff",
        accent="#ffc27a",
        stance_for="#b3dcff",
        stance_for_fill="#003a8c",
        stance_against="#ffd199",
        stance_against_fill="#4a2c00",
        stance_neutral="#ffffff",
        stance_none="#d0d0d0",
        lit="#ffff66",
        lit_fill="#4d4d00",
        quiet="#d0d0d0",
    ),
    # The terminal's own sixteen colours.
    Theme(
        name="terminal",
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_yellow",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_blue",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        variables={
            "stance-for": "ansi_bright_blue",
            "stance-for-fill": "ansi_default",
            "stance-against": "ansi_yellow",
            "stance-against-fill": "ansi_default",
            "stance-neutral": "ansi_default",
            "stance-none": "ansi_bright_black",
            "lit": "ansi_bright_white",
            "lit-fill": "ansi_default",
            "quiet": "ansi_bright_black",
            "warn-fill": "ansi_default",
        },
    ),
)
NAMES = tuple(theme.name for theme in THEMES)
