// Strokes: what was marked, as a list of deeds that can be taken back, drawn on the canvas over the picture.
const STRIPE = 14;

function stripes(context) {
  const tile = new OffscreenCanvas(STRIPE, STRIPE);
  const pen = tile.getContext("2d");
  pen.fillStyle = "#ff3d7f";
  pen.fillRect(0, 0, STRIPE, STRIPE);
  pen.strokeStyle = "#ffd1e1";
  pen.lineWidth = 2.5;
  pen.beginPath();
  for (const from of [-STRIPE, 0, STRIPE]) {
    pen.moveTo(from - 2, STRIPE + 2);
    pen.lineTo(from + STRIPE + 2, -2);
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

export class Strokes {
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.colour = stripes(this.pen);
    this.changed = changed;
    this.done = [];
    this.undone = [];
    this.stroke = null;
  }

  // Points are in the picture's pixels; wide is the brush there, too.
  begin(point, wide, erase) {
    this.stroke = { kind: "stroke", erase, points: [{ ...point, wide }] };
    this.line(this.stroke, 0);
  }

  go(point, wide) {
    this.stroke.points.push({ ...point, wide });
    this.line(this.stroke, this.stroke.points.length - 1);
  }

  end() {
    if (this.stroke) this.keep(this.stroke);
    this.stroke = null;
  }

  // A stroke that turned out to be the first finger of two.
  drop() {
    this.stroke = null;
    this.redraw();
  }

  keep(deed) {
    this.done.push(deed);
    this.undone = [];
    this.changed();
  }

  apply(kind) {
    this.deed({ kind });
    this.keep({ kind });
  }

  undo() {
    if (this.done.length) this.undone.push(this.done.pop());
    this.redraw();
    this.changed();
  }

  redo() {
    if (this.undone.length) this.done.push(this.undone.pop());
    this.redraw();
    this.changed();
  }

  redraw() {
    this.wipe();
    for (const deed of this.done) this.deed(deed);
  }

  deed(deed) {
    if (deed.kind === "clear") this.wipe();
    else if (deed.kind === "invert") {
      this.pen.globalCompositeOperation = "xor";
      this.pen.fillStyle = this.colour;
      this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    } else deed.points.forEach((_, n) => this.line(deed, n));
  }

  wipe() {
    this.pen.globalCompositeOperation = "source-over";
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  line({ erase, points }, n) {
    const [from, to] = [points[Math.max(0, n - 1)], points[n]];
    this.pen.globalCompositeOperation = erase ? "destination-out" : "source-over";
    this.pen.strokeStyle = this.colour;
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.lineWidth = to.wide;
    this.pen.beginPath();
    this.pen.moveTo(from.x, from.y);
    this.pen.lineTo(to.x + (n === 0 ? 0.01 : 0), to.y);
    this.pen.stroke();
  }

  // How much of the picture is marked, from 0 to 1, seen small.
  share() {
    const small = new OffscreenCanvas(96, 96).getContext("2d", { willReadFrequently: true });
    small.drawImage(this.canvas, 0, 0, 96, 96);
    const values = small.getImageData(0, 0, 96, 96).data;
    let sum = 0;
    for (let n = 3; n < values.length; n += 4) sum += values[n];
    return sum / (255 * 96 * 96);
  }

  // The mask: white where the picture is to be painted anew, black elsewhere; a PNG as a data URL.
  mask() {
    const made = document.createElement("canvas");
    [made.width, made.height] = [this.canvas.width, this.canvas.height];
    const pen = made.getContext("2d");
    pen.drawImage(this.canvas, 0, 0);
    pen.globalCompositeOperation = "source-in";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, made.width, made.height);
    pen.globalCompositeOperation = "destination-over";
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, made.width, made.height);
    return made.toDataURL("image/png");
  }
}
