"""What is drawn in an SVG file of gnuplot's, in the units of its axes."""
import math
import re
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"([ML])\s*(-?[\d.]+),(-?[\d.]+)")


def lines(path):
    """The polylines of a path's d."""
    found = []
    for letter, x, y in MOVE.findall(path):
        if letter == "M":
            found.append([])
        found[-1].append((float(x), float(y)))
    return found


class Picture:
    """Texts, tics and curves.  A tic is a short line and its label in one group, where gnuplot puts
    nothing else."""

    def __init__(self, path):
        self.root = tree.parse(path).getroot()
        self.texts = [text.text.strip() for text in self.root.iter(SVG + "text")]
        self.tics = {"x": {}, "y": {}}
        for group in self.root.iter(SVG + "g"):
            marks, labels = group.findall(SVG + "path"), group.findall(f"{SVG}g/{SVG}text")
            if len(marks) == 1 and len(labels) == 1:
                (start, end), = [line for line in lines(marks[0].get("d"))][:1]
                axis, place = ("y", start[1]) if start[1] == end[1] else ("x", start[0])
                self.tics[axis][labels[0].text.strip()] = place
        self.plots = [group for group in self.root.iter(SVG + "g") if group.get("id", "").startswith("gnuplot_plot_")]

    def axis(self, axis, values=None, is_log=False):
        """A function from values to places, from two tics: numbers, or the values of the labels given."""
        tics = {}
        for label, place in self.tics[axis].items():
            if values is None and re.fullmatch(r"-?[\d.]+", label) or values and label in values:
                tics[values[label] if values else float(label)] = place
        scale = math.log10 if is_log else float
        (a, at_a), (b, at_b) = min(tics.items()), max(tics.items())
        slope = (at_b - at_a) / (scale(b) - scale(a))
        return lambda value: at_a + (scale(value) - scale(a)) * slope

    def polylines(self, k):
        return [line for path in self.plots[k].iter(SVG + "path") for line in lines(path.get("d"))]

    def polygons(self, k):
        """Corners (left, top, right, bottom) of filled boxes."""
        boxes = set()
        for shape in self.plots[k].iter(SVG + "polygon"):
            points = [tuple(map(float, pair.split(","))) for pair in shape.get("points").split()]
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            boxes.add((min(xs), min(ys), max(xs), max(ys)))
        return boxes

    def marks(self, k):
        """Where point symbols are; white ones only clear the way for others."""
        found = []
        for use in self.plots[k].iter(SVG + "use"):
            if use.get("color") == "#FFFFFF":
                continue
            place = re.search(r"translate\((-?[\d.]+),\s*(-?[\d.]+)\)", use.get("transform", ""))
            at = place.groups() if place else (use.get("x"), use.get("y"))
            found.append((float(at[0]), float(at[1])))
        return found

    def distance(self, k, point):
        """From a point to the nearest line of a curve."""
        return min((to_segment(point, a, b) for line in self.polylines(k) for a, b in zip(line, line[1:] or line)),
                   default=math.inf)


def to_segment(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = max(0, min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length)) if length else 0
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
