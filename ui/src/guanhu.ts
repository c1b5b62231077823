/* guanhu -- all that every page runs: htmx, live parts, and the islands of the frame.
 *
 * Pages work without it; nothing here needs eval, inline scripts or inline styles. */
import htmx from "htmx.org";
import { charts } from "./charts";
import { dialogs } from "./dialogs";
import { find } from "./dom";
import { forms } from "./form";
import { keys } from "./keys";
import { list } from "./list";
import { live } from "./live";
import { neighbours } from "./neighbours";
import { palette } from "./palette";
import { shell } from "./shell";
import { tiles } from "./tiles";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, /* pages hold what customers own: none of it stays in the browser's storage */
  refreshOnHistoryMiss: true,
  timeout: 30000,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true }, /* the form with what is wrong in it */
    { code: "[45]..", swap: false, error: true },
  ],
});

document.addEventListener("htmx:configRequest", (event) => {
  const csrf = find<HTMLMetaElement>("meta[name=csrf]")?.content;
  if (csrf) (event as CustomEvent).detail.headers["X-CSRF-Token"] = csrf;
});

shell();
palette();
keys();
forms();
list();
dialogs();
live();
charts();
neighbours();
tiles();
