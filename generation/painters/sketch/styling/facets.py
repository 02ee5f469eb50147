"""Looks of many pieces: stained glass, mosaic, low poly."""

import numpy as np

from generation.painters.sketch.compose import svg
from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.styling.marks import Canvas, blur, cloudy, edges, resize, saturated

Labels = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def stainedglass(canvas: Canvas) -> Array:
    """Pieces of coloured glass in lead; the subject's outline is lead, too."""
    height, width = canvas.height // 2, canvas.width // 2
    small = resize(canvas.pixels, width, height)
    inside = resize(canvas.mask, width, height) > 0.5
    coarse, fine = (_cells(canvas, height, width, size * canvas.unit / 2) for size in (74, 40))
    tones = (small @ np.array([9.0, 9.0, 9.0], dtype=np.float32) / 3).astype(np.int64)
    labels = np.where(inside, fine * 2 + 1 + (fine.max() + 1) * 2 * tones, coarse * 2)
    _names, flat = np.unique(labels, return_inverse=True)
    flat = flat.reshape(labels.shape)
    glass = _means(small, flat)
    lead = _borders(flat) | _borders(inside.astype(np.int64))
    glass = saturated(np.clip(glass * 1.12 + 0.03, 0, 1), 1.45)
    light = 0.84 + 0.32 * cloudy(canvas.noise, height, width, 12 * canvas.unit)[..., None]
    whole = resize(np.clip(glass * light, 0, 1), canvas.width, canvas.height)
    came = np.clip(blur(resize(lead.astype(np.float32), canvas.width, canvas.height), 1.5 * canvas.unit) * 2.4, 0, 1)[
        ..., None
    ]
    shine = np.clip(came - np.roll(came, (-2, -2), (0, 1)), 0, 1) * 0.5
    return whole * (1 - came) + np.array([0.09, 0.09, 0.11], dtype=np.float32) * came + shine * 0.4


def mosaic(canvas: Canvas) -> Array:
    """Small stones in mortar, finer on the subject."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    big, small = (max(6, int(size * unit)) for size in (17, 9))
    labels = np.where(
        canvas.mask > 0.4, _tiles(canvas, height, width, small) * 2 + 1, _tiles(canvas, height, width, big) * 2
    )
    _names, flat = np.unique(labels, return_inverse=True)
    flat = flat.reshape(labels.shape)
    stones = _means(canvas.pixels, flat)
    jitter = canvas.noise.normal(0, 0.035, (int(flat.max()) + 1, 1)).astype(np.float32)
    stones = np.clip(saturated(stones, 1.2) + jitter[flat], 0, 1)
    mortar = blur(_borders(flat).astype(np.float32), 0.6 * unit)[..., None]
    relief = np.clip(mortar - np.roll(mortar, (2, 2), (0, 1)), -0.4, 0.4)
    return np.clip(
        stones * (1 - mortar) + np.array([0.83, 0.8, 0.75], dtype=np.float32) * mortar * 0.85 - relief * 0.22, 0, 1
    )


def lowpoly(canvas: Canvas) -> Array:
    """Facets: triangles of one colour each, small on the subject and its outline."""
    base = saturated(canvas.pixels, 1.15)
    coarse = _facets(canvas, base, 16)
    near = np.clip(blur(canvas.mask, 7 * canvas.unit) * 3, 0, 1)[..., None]
    fine = _facets(canvas, base, 32, near[..., 0])
    joined = coarse * (1 - near) + fine * near
    detail = np.clip(edges(canvas.pixels, 0.6 * canvas.unit) * canvas.mask, 0, 1)[..., None] * 0.5
    body = (canvas.mask > 0.5)[..., None] * 0.35
    return np.asarray(joined * (1 - np.maximum(detail, body)) + base * np.maximum(detail, body), dtype=np.float32)


def _facets(canvas: Canvas, base: Array, across: int, where: Array | None = None) -> Array:
    height, width = canvas.height, canvas.width
    step = max(width, height) / across
    columns, rows = int(width / step) + 3, int(height / step) + 3
    shift = canvas.noise.uniform(-0.34, 0.34, (rows, columns, 2)) * step
    shapes = []
    lit = canvas.noise.normal(0, 0.022, (rows, columns, 2))
    for row in range(rows - 1):
        for column in range(columns - 1):
            if where is not None and not _needed(where, (column - 0.5) * step, (row - 0.5) * step, step):
                continue
            corners = [
                (
                    (column + dx - 0.5) * step + shift[row + dy, column + dx, 0],
                    (row + dy - 0.5) * step + shift[row + dy, column + dx, 1],
                )
                for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))
            ]
            halves = ((0, 1, 2), (0, 2, 3)) if (row + column) % 2 else ((0, 1, 3), (1, 2, 3))
            for half, (a, b, c) in enumerate(halves):
                three = [corners[a], corners[b], corners[c]]
                x, y = (sum(point[axis] for point in three) / 3 for axis in (0, 1))
                colour = base[min(height - 1, max(0, int(y))), min(width - 1, max(0, int(x)))] + lit[row, column, half]
                points = " ".join(f"{px:.1f},{py:.1f}" for px, py in three)
                hue = svg.hexed([float(part) for part in colour])
                shapes.append(f'<polygon points="{points}" fill="{hue}" stroke="{hue}" stroke-width="0.8"/>')
    return svg.raster("".join(shapes), width, height)[..., :3]


def _needed(where: Array, x: float, y: float, step: float) -> bool:
    """Say whether anything of a square of the grid is seen."""
    left, top = max(0, int(x - step / 2)), max(0, int(y - step / 2))
    patch = where[top : top + int(step * 2) + 1 : 3, left : left + int(step * 2) + 1 : 3]
    return bool(patch.size) and bool(patch.max() > 0.01)


def _cells(canvas: Canvas, height: int, width: int, cell: float) -> Labels:
    """Return the number of the nearest of many scattered points at each pixel (a Voronoi map)."""
    rows, columns = int(height / cell) + 3, int(width / cell) + 3
    points_x = (np.arange(columns)[None, :] - 1 + canvas.noise.random((rows, columns))) * cell
    points_y = (np.arange(rows)[:, None] - 1 + canvas.noise.random((rows, columns))) * cell
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    row, column = (ys / cell).astype(int) + 1, (xs / cell).astype(int) + 1
    best = np.full((height, width), np.inf, dtype=np.float32)
    label = np.zeros((height, width), dtype=np.int64)
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            r, c = np.clip(row + down, 0, rows - 1), np.clip(column + across, 0, columns - 1)
            distance = (points_x[r, c] - xs) ** 2 + (points_y[r, c] - ys) ** 2
            nearer = distance < best
            best = np.where(nearer, distance, best).astype(np.float32)
            label = np.where(nearer, r * columns + c, label)
    return label


def _tiles(canvas: Canvas, height: int, width: int, size: int) -> Labels:
    bend = ((cloudy(canvas.noise, height, width, size * 9) - 0.5) * size * 1.6).astype(int)
    rows = (np.arange(height)[:, None] + bend) // size
    columns = (np.arange(width)[None, :] + (rows % 2) * (size // 2) + bend) // size
    return np.asarray((rows + 500) * 5000 + columns + 500, dtype=np.int64)


def _means(pixels: Array, labels: Labels) -> Array:
    """Return each piece in its mean colour."""
    flat = labels.ravel()
    counts = np.maximum(np.bincount(flat), 1)
    means = np.stack([np.bincount(flat, weights=pixels[..., part].ravel()) / counts for part in range(3)], -1)
    return np.asarray(means[labels], dtype=np.float32)


def _borders(labels: Labels) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return (labels != np.roll(labels, 1, 0)) | (labels != np.roll(labels, 1, 1))
