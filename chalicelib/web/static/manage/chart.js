// Lines over days or weeks, drawn by uPlot; the numbers behind them stand in a table beside them.

import { el } from "../shared/dom.js";

const HEIGHT = 240;
const WIDEST_LABEL = 76;
const FONT = "14px system-ui, sans-serif";

/** Return a colour of tokens.css: a canvas knows no style sheet. */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Return what draws, fetched when the first chart is wanted. */
export const pen = async () => /** @type {{default: any}} */ (await import("./uplot.js")).default;

/**
 * Return a place that draws lines as wide as it is, and tells the day that is pointed at.
 *
 * `days` are the labels below, `marks` those at the side; `told` says one day in words. A line is
 * `{ numbers, colour, width, dash }`, its colour a token, with a gap where a number is null.
 */
export function chart(Plot, { title, days, lines, marks, unit = "", told }) {
  const at = el("p.soft.at", { "aria-hidden": "true" }, told(days.length - 1));
  const paper = el("div.chart", { role: "img", "aria-label": title });
  const data = [days.map((_, n) => n), ...lines.map((line) => line.numbers)];
  /** @type {any} */
  let drawn = null;
  const fit = new ResizeObserver(() => {
    const width = paper.clientWidth;
    if (!width) return;
    if (drawn) drawn.setSize({ width, height: HEIGHT });
    else drawn = new Plot({ ...look(days, lines, marks, unit), width, ...pointed() }, data, paper);
  });
  const pointed = () => ({
    hooks: { setCursor: [(plot) => at.replaceChildren(told(plot.cursor.idx ?? days.length - 1))] },
  });
  fit.observe(paper);
  return el("div", {}, paper, at);
}

function look(days, lines, marks, unit) {
  const every = (plot) => Math.ceil((days.length * WIDEST_LABEL) / plot.width);
  // Counted from the newest, which is always named.
  const named = (plot) =>
    days.map((_, n) => n).filter((n) => (days.length - 1 - n) % every(plot) === 0);
  return {
    height: HEIGHT,
    padding: [12, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: false }, y: { range: [0, marks.at(-1)] } },
    axes: [
      {
        stroke: token("--on-sheet-soft"),
        font: FONT,
        grid: { show: false },
        splits: named,
        values: (_, shown) => shown.map((n) => days[n]),
      },
      {
        stroke: token("--on-sheet-soft"),
        font: FONT,
        grid: { stroke: token("--sheet-line"), width: 1 },
        splits: () => marks,
        values: (_, shown) => shown.map((n) => `${n}${unit}`),
        size: 64,
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        stroke: token(line.colour),
        width: line.width,
        dash: line.dash,
        points: { show: line.width > 2, size: 7, fill: token(line.colour) },
      })),
    ],
  };
}
