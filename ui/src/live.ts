/* live -- the page hears what happens while it is open (src/web/live.h).
 *
 *   <div data-live="job 17" hx-get="…" hx-trigger="live">   asks anew when job 17 has changed
 *   <tbody data-live="job" hx-get="…" hx-trigger="live">    when any job has
 *
 * Such an element gets the DOM event "live", which does not bubble; detail: { topic, id }, topic "again"
 * when something may have been missed.  Browsers open six connections to a host, so there is one stream
 * for all tabs: the tab that holds the lock has it and tells the others.  Where a browser has no locks (a
 * host without TLS), each tab that is seen has its own. */
import { all, find } from "./dom";

type Tell = (topic: string, id: string) => void;

const NAME = "guanhu.live";
const TOPICS = ["job", "day", "person", "again"]; /* src/web/live.c, streams.c */
const LATER = 3_000; /* milliseconds: on most pages only the frame listens, and people click on */
const SOONEST = 5_000, LATEST = 300_000; /* milliseconds until a refused stream is asked for again */

const tell: Tell = (topic, id) => {
  for (const element of all("[data-live]")) {
    const wanted = element.dataset.live;
    if (topic === "again" || wanted === topic || wanted === `${topic} ${id}`)
      element.dispatchEvent(new CustomEvent("live", { detail: { topic, id } }));
  }
};

/* Opens the stream, again and again where it is refused; the result closes it. */
function listen(pass: Tell): () => void {
  let source: EventSource, timer = 0, wait = SOONEST;
  const open = (): void => {
    source = new EventSource("/live");
    source.onopen = () => {
      wait = SOONEST;
      pass("again", "-"); /* since the page was made, or since the last stream */
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return; /* it comes back by itself */
      timer = window.setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(2 * wait, LATEST);
    };
    for (const topic of TOPICS) source.addEventListener(topic, (event) => pass(topic, (event as MessageEvent<string>).data));
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/* One tab for all: holds the lock until it goes away or is put to sleep. */
function together(): void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = (event: MessageEvent<[string, string]>) => tell(...event.data);
  const lead = (): Promise<void> => new Promise((done) => {
    const close = listen((topic, id) => {
      tell(topic, id);
      channel.postMessage([topic, id]);
    });
    const leave = (): void => {
      close();
      done();
    };
    window.addEventListener("pagehide", leave, { once: true });
    document.addEventListener("freeze", leave, { once: true });
  });
  let joined = false;
  const join = async (): Promise<void> => {
    if (joined) return;
    joined = true;
    const led = await navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => {
      if (lock) await lead();
      return lock !== null;
    });
    if (!led) {
      tell("again", "-"); /* since the page was made */
      await navigator.locks.request(NAME, lead);
    }
    joined = false;
  };
  window.addEventListener("pageshow", (event) => event.persisted && void join());
  document.addEventListener("resume", () => void join());
  void join();
}

function alone(): void {
  let close: (() => void) | null = null;
  const look = (): void => {
    const seen = document.visibilityState === "visible";
    if (seen && !close) close = listen(tell);
    if (seen || !close) return;
    close();
    close = null;
  };
  document.addEventListener("visibilitychange", look);
  look();
}

/* The line of the frame: a later day than that of this page is there. */
function news(): void {
  const room = find(".top-news");
  room?.addEventListener("live", (event) => {
    const { topic, id } = (event as CustomEvent<{ topic: string; id: string }>).detail;
    if (topic !== "day" || id <= (room.dataset.day ?? "")) return;
    room.dataset.day = id;
    room.replaceChildren(find<HTMLTemplateElement>("#new-day")!.content.cloneNode(true));
    find("b", room)!.textContent = id;
    find("button", room)!.addEventListener("click", () => location.reload());
  });
}

export function live(): void {
  let begun = false;
  const begin = (): void => {
    if (begun || !find("[data-live]") || !window.EventSource) return;
    begun = true;
    if (navigator.locks && window.BroadcastChannel) together();
    else alone();
  };
  const look = (): void => {
    if (find("[data-live]:not(.top-news)")) begin();
  };
  news();
  document.addEventListener("htmx:load", look); /* a part that came later */
  document.addEventListener("DOMContentLoaded", look); /* after htmx has seen the page */
  window.setTimeout(begin, LATER);
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, triggeringEvent } = (event as CustomEvent).detail;
    if (triggeringEvent?.type === "live") headers["X-By-Itself"] = "1"; /* nobody need be there */
  });
}
