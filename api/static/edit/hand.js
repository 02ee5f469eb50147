// The hand: mouse, pen and fingers on the stage. One finger brushes, two move and zoom; a pen's pressure is heeded.
export class Hand {
  constructor(stage, view, strokes, brush) {
    Object.assign(this, { stage, view, strokes, brush });
    this.fingers = new Map();
    this.moving = false;
    this.panning = null;
    this.ring = document.getElementById("ring");
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.up(event));
    stage.addEventListener("pointerleave", () => (this.ring.hidden = true));
    stage.addEventListener("contextmenu", (event) => event.preventDefault());
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  down(event) {
    if (event.target.closest(".zoom")) return;
    event.preventDefault();
    this.stage.focus({ preventScroll: true });
    this.stage.setPointerCapture(event.pointerId);
    const at = this.view.at(event);
    if (event.pointerType === "touch") {
      this.fingers.set(event.pointerId, at);
      if (this.fingers.size === 2) return this.pinch();
      if (this.fingers.size > 2) return;
    }
    if (this.moving || event.button === 1) this.panning = at;
    else if (event.button === 0 || event.button === 5) this.strokes.begin(this.view.inPicture(at), this.wide(event), this.brush.erase || event.button === 5);
  }

  move(event) {
    const at = this.view.at(event);
    if (event.pointerType !== "touch") this.show(at);
    if (this.fingers.has(event.pointerId)) {
      if (this.pinched) return this.spread(event.pointerId, at);
      this.fingers.set(event.pointerId, at);
    }
    if (this.panning) {
      this.view.pan(at.x - this.panning.x, at.y - this.panning.y);
      this.panning = at;
    } else if (this.strokes.stroke) {
      const steps = event.getCoalescedEvents?.() ?? [];
      for (const step of steps.length ? steps : [event]) this.strokes.go(this.view.inPicture(this.view.at(step)), this.wide(step));
    }
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    if (this.pinched) {
      if (!this.fingers.size) this.pinched = false;
      return;
    }
    this.panning = null;
    this.strokes.end();
  }

  // The second finger: what the first one brushed was not meant.
  pinch() {
    this.pinched = true;
    this.strokes.drop();
  }

  spread(moved, at) {
    const others = [...this.fingers].filter(([id]) => id !== moved);
    const before = this.fingers.get(moved);
    this.fingers.set(moved, at);
    if (others.length !== 1) return;
    const still = others[0][1];
    const apart = (one) => Math.hypot(one.x - still.x, one.y - still.y) || 1;
    const middle = { x: (at.x + still.x) / 2, y: (at.y + still.y) / 2 };
    this.view.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.view.zoom(apart(at) / apart(before), middle);
  }

  wheel(event) {
    event.preventDefault();
    if (event.shiftKey) this.view.pan(-event.deltaY - event.deltaX, 0);
    else this.view.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), this.view.at(event));
    this.show(this.view.at(event));
  }

  wide(event) {
    const pressed = event.pointerType === "pen" && event.pressure > 0;
    return this.brush.wide * (pressed ? 0.35 + 0.65 * event.pressure : 1);
  }

  show(at) {
    const side = this.brush.wide * this.view.scale;
    this.ring.hidden = this.moving || Boolean(this.panning);
    this.ring.classList.toggle("erasing", this.brush.erase);
    Object.assign(this.ring.style, { width: `${side}px`, height: `${side}px`, transform: `translate(${at.x - side / 2}px, ${at.y - side / 2}px)` });
  }
}
