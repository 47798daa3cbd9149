// Puts the page together: reads the data, shows the comparison first, draws charts as they come into view, and keeps
// all of it in step with what the reader chooses.
import "uplot/dist/uPlot.min.css";
import "./style.css";
import "./tables.css";
import "./charts.css";
import "./print.css";
import { accessSection } from "./access.js";
import { drawAll, drawNext, drawVisible, dropCharts, resetRange } from "./charts.js";
import { comparisonSection, energySection, fillComparison } from "./comparison.js";
import { configurationSection } from "./configuration.js";
import { DataError, readData } from "./data.js";
import { el } from "./dom.js";
import { ganttSection } from "./gantt.js";
import { offerHooks } from "./hooks.js";
import { bar, fillControls, pageFoot, pageHead } from "./frame.js";
import { onChange, openData, policiesOfCase, state } from "./model.js";
import { sharesSection } from "./shares.js";
import { setTimeExtent, utilisationSection } from "./usage.js";
import { waitsSection } from "./waits.js";

const main = document.getElementById("main");

// The sections with charts, by the choices that they depend on beyond case and policies.
const SECTIONS = {
  shares: [sharesSection, ["community", "groups"]],
  waits: [waitsSection, ["community"]],
  utilisation: [utilisationSection, ["queue"]],
  gantt: [ganttSection, ["colour"]],
};

function start() {
  const data = readData(document.getElementById("aifsim-data").textContent);
  openData(data);
  document.title = `${data.experiment?.name ?? "experiment"} – aifsim report`;
  document.getElementById("top").replaceWith(pageHead());
  document.getElementById("foot").replaceWith(pageFoot());
  setTimeExtent();
  const sections = Object.values(SECTIONS).map(([make]) => make());
  main.before(bar());
  main.replaceChildren(
    comparisonSection(),
    ...sections,
    ...[energySection(), accessSection(), configurationSection()].filter(Boolean),
  );
  onChange(changed);
  addEventListener("beforeprint", drawAll);
  drawVisible();
  offerHooks(data);
  drawRest();
}

// Draws what is out of view when there is nothing else to do, a chart at a time.
function drawRest() {
  const idle = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 30));
  idle(() => {
    if (drawNext()) drawRest();
  });
}

function changed(name) {
  if (name === "chosen_case") choosePolicies();
  const is_wide = ["chosen_case", "a", "b"].includes(name);
  if (is_wide) {
    resetRange("time");
    resetRange("waits");
    setTimeExtent();
    fillControls();
  }
  if (is_wide || name === "community") fillComparison(document.getElementById("comparison"));
  if (is_wide) document.getElementById("energy")?.replaceWith(energySection() ?? "");
  for (const [id, [make, needs]] of Object.entries(SECTIONS)) if (is_wide || needs.includes(name)) remake(id, make);
  drawVisible();
  drawRest();
}

// Another case may have been run under other policies.
function choosePolicies() {
  const policies = policiesOfCase(state.chosen_case);
  if (!policies.includes(state.a)) state.a = policies[0] ?? 0;
  if (state.b >= 0 && !policies.includes(state.b)) state.b = policies.find((policy) => policy !== state.a) ?? -1;
}

// Makes a section anew; the control that has the focus keeps it.
function remake(id, make) {
  const old = document.getElementById(id);
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  dropCharts(old);
  old.replaceWith(make());
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

try {
  start();
} catch (error) {
  const is_known = error instanceof DataError;
  main.replaceChildren(
    el(
      "div",
      { class: "notice", role: "alert" },
      el("h1", {}, "This report cannot be shown"),
      el(
        "p",
        {},
        is_known
          ? error.message
          : `The page has met data that it does not understand: ${error.message}. Write the report again, and tell the authors of aifsim if that does not help.`,
      ),
    ),
  );
  if (!is_known) throw error;
}
