// What stands around the sections: title, navigation, the choices that hold for the whole page, the foot.
import { energySection } from "./comparison.js";
import { el, picker } from "./dom.js";
import { caseName, choose, communitiesOfCase, policiesOfCase, policyName, state } from "./model.js";

const LINKS = [
  ["comparison", "Comparison"],
  ["shares", "Shares"],
  ["waits", "Waits"],
  ["utilisation", "Utilisation"],
  ["gantt", "Jobs"],
  ["energy", "Energy"],
  ["access", "Access"],
  ["configuration", "Configuration"],
];

export function pageHead() {
  const { experiment, sites, policies, cells } = state.data;
  const seeds = new Set(cells.map((cell) => cell.seed)).size;
  const counts = [
    plural(sites.length, "site"),
    plural(policies.length, "policy", "policies"),
    plural(seeds, "seed"),
    plural(cells.length, "run"),
  ];
  return el(
    "header",
    { id: "top" },
    el("p", { class: "brand" }, "aifsim report"),
    el("h1", {}, experiment?.name ?? "experiment"),
    experiment?.description ? el("p", { class: "description" }, experiment.description) : null,
    el("p", { class: "counts" }, counts.join(" · ")),
  );
}

function plural(number, one, more = `${one}s`) {
  return `${number} ${number === 1 ? one : more}`;
}

// The way to the sections and the choices for the whole page.  On large screens it stays in sight.
export function bar() {
  const { access } = state.data;
  const links = LINKS.filter(
    ([id]) => (id !== "access" || access?.rows.length > 0) && (id !== "energy" || energySection() !== null),
  );
  const items = links.map(([id, text]) => el("li", {}, el("a", { href: `#${id}` }, text)));
  return el("div", { class: "stay" }, el("nav", { "aria-label": "Sections" }, el("ul", {}, items)), controls());
}

function controls() {
  const box = el("form", {
    class: "controls",
    "aria-label": "What is shown",
    onsubmit: (event) => event.preventDefault(),
  });
  fill(box);
  return box;
}

export function fillControls() {
  const focused = document.activeElement?.id;
  fill(document.querySelector(".controls"));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function fill(box) {
  const policies = policiesOfCase(state.chosen_case).map((policy) => [policy, policyName(policy)]);
  const pick = (name) => (value) => choose(name, Number(value));
  box.replaceChildren(
    picker(
      "pick-case",
      state.data.traces.length > 1 ? "Site and trace" : "Site",
      state.cases.map((one, index) => [index, caseName(one)]),
      state.chosen_case,
      pick("chosen_case"),
    ),
    picker("pick-a", "Policy A", policies, state.a, pick("a")),
    picker("pick-b", "Policy B", [...policies, [-1, "none"]], state.b, pick("b")),
    picker(
      "pick-community",
      "Community",
      communitiesOfCase().map((name) => [name, name]),
      state.community,
      (value) => choose("community", value),
    ),
  );
}

export function pageFoot() {
  const licences = document.getElementById("licences")?.textContent.trim() ?? "";
  return el(
    "footer",
    {},
    el("p", {}, `Made by aifsim ${state.data.aifsim ?? ""}. This file is complete: it loads nothing from the network.`),
    el(
      "details",
      { class: "numbers" },
      el("summary", {}, "Licences of what this page is drawn with"),
      el("pre", { class: "licence" }, licences),
    ),
  );
}
