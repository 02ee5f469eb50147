// The view: how large the picture is shown, and where; from the stage's pixels to the picture's, and back.
const MOST = 8;
const AIR = 16;

export class View {
  constructor(stage, board, { width, height }, moved) {
    Object.assign(this, { stage, board, width, height, moved });
    this.whole = true;
    new ResizeObserver(() => (this.whole ? this.fit() : this.place())).observe(stage);
  }

  get least() {
    const { clientWidth, clientHeight } = this.stage;
    return Math.min((clientWidth - 2 * AIR) / this.width, (clientHeight - 2 * AIR) / this.height);
  }

  fit() {
    this.scale = this.least;
    this.x = (this.stage.clientWidth - this.width * this.scale) / 2;
    this.y = (this.stage.clientHeight - this.height * this.scale) / 2;
    this.whole = true;
    this.place();
  }

  // Zooms so that what lies under a point of the stage stays there.
  zoom(factor, at = { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 }) {
    const scale = Math.min(MOST, Math.max(this.least, this.scale * factor));
    if (scale <= this.least * 1.001) return this.fit();
    this.x = at.x - ((at.x - this.x) * scale) / this.scale;
    this.y = at.y - ((at.y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.whole = false;
    this.place();
  }

  pan(across, down) {
    this.x += across;
    this.y += down;
    this.whole = false;
    this.place();
  }

  // Keeps the middle of the stage on the picture, so that it can't get lost.
  place() {
    const { clientWidth, clientHeight } = this.stage;
    this.x = Math.min(clientWidth / 2, Math.max(clientWidth / 2 - this.width * this.scale, this.x));
    this.y = Math.min(clientHeight / 2, Math.max(clientHeight / 2 - this.height * this.scale, this.y));
    this.board.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.moved(this.scale);
  }

  at(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  inPicture({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  onStage({ x, y }) {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }
}
