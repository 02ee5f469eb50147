// The live stream: it reconnects by itself, goes on from the last change it saw, and so misses nothing.
import { room } from "./page.js";

export async function history(before) {
  const query = new URLSearchParams({ limit: "60" });
  if (before !== null) query.set("before", before);
  const answer = await fetch(`/rooms/${room}/history?${query}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

export function stream(rev, on) {
  let last = rev;
  let wait = 800;
  const open = () => {
    const source = new EventSource(`/rooms/${room}/events?after=${last}`);
    source.addEventListener("message", (event) => {
      last = Math.max(last, Number(event.lastEventId) || 0);
      on.message(JSON.parse(event.data));
    });
    source.addEventListener("typing", (event) => on.typing(JSON.parse(event.data)));
    source.addEventListener("presence", (event) => on.presence(JSON.parse(event.data)));
    source.addEventListener("ready", () => {
      wait = 800;
      on.state(true);
    });
    source.onerror = () => {
      on.state(false);
      if (source.readyState !== EventSource.CLOSED) source.close();
      setTimeout(open, wait);
      wait = Math.min(wait * 1.7, 8000);
    };
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  open();
}
