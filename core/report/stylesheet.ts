// The look of the report: the window's own tokens (dark, for screens), and a light print form. No rule may hold text of
// a case; colours of structures are set as SVG attributes, which the content security policy of the page allows.

const TOKENS = `
:root{color-scheme:dark;
--bg-canvas:#000;--bg-0:#070809;--bg-1:#0f1113;--bg-2:#15181b;--bg-3:#1d2125;--bg-4:#272c32;
--line-1:#1e2226;--line-2:#2c3138;--line-3:#6a737e;
--text-1:#e3e6ea;--text-2:#aab1ba;--text-3:#8b939d;
--accent-text:#8eb3ff;--focus:#5a8bff;--ok:#5fc796;--ok-bg:#11251b;--warn:#e5b04a;--warn-bg:#2a2112;
--chip:rgb(0 0 0/.78);--row:#121417;
--font:"Inter","Segoe UI",system-ui,sans-serif}`;

const BASE = `
*,*::before,*::after{box-sizing:border-box}
html{background:var(--bg-0);-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg-0);color:var(--text-1);font:400 12px/16px var(--font);
font-feature-settings:"calt","cv05","cv08","ss03";-webkit-font-smoothing:antialiased;letter-spacing:-.003em}
h1,h2,h3,p,ul,ol,dl,dd,figure,table{margin:0;padding:0;font:inherit}
ul,ol{list-style:none}
.n,dd,.vt,.rows{font-feature-settings:"tnum","calt","cv05","cv08"}
.id{font-feature-settings:"tnum","zero","cv05","cv08";overflow-wrap:anywhere}
.u{color:var(--text-3)}
.dim{color:var(--text-2)}
.ic{width:16px;height:16px;flex:none;fill:none;stroke:currentColor;stroke-width:1.35;stroke-linecap:round;stroke-linejoin:round}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
:focus-visible{outline:2px solid var(--focus);outline-offset:1px;border-radius:3px}
bdi{overflow-wrap:anywhere}`;

const FRAME = `
.bar{display:flex;align-items:center;gap:8px;min-height:44px;padding:6px 24px;background:var(--bg-1);border-bottom:1px solid var(--line-1)}
.bar>*{flex:none}
.mark{width:20px;height:20px}
.brand{font-weight:600;font-size:13px}
.vr{width:1px;height:18px;background:var(--line-2);margin:0 6px}
.patient{display:flex;flex:1 1 auto;flex-wrap:wrap;align-items:baseline;gap:0 14px;min-width:0}
.patient strong{font-weight:600;font-size:13px}
.patient dl{display:flex;flex-wrap:wrap;gap:0 14px;color:var(--text-2)}
.patient dl div{display:flex;gap:5px}
.patient dt{color:var(--text-3)}
.page{max-width:1440px;margin:0 auto;padding:0 24px 40px}
.head{display:flex;align-items:center;justify-content:space-between;gap:16px 24px;flex-wrap:wrap;padding:18px 0 16px}
.head h1{font-weight:600;font-size:20px;line-height:24px;letter-spacing:-.015em}
.head p{margin-top:4px;color:var(--text-2)}
.head p span+span::before{content:"·";color:var(--text-3);margin:0 7px}
.draft{display:flex;align-items:center;gap:10px;padding:8px 14px 8px 12px;border-radius:5px;background:var(--warn-bg);color:var(--warn)}
.head .draft p{margin:0;color:inherit}
.draft.ok{background:var(--ok-bg);color:var(--ok)}
.draft b{font-weight:600;display:block}
.draft span{color:var(--text-2)}
section{margin-top:32px}
.sh{display:flex;align-items:baseline;gap:10px;margin-bottom:10px}
.sh h2{font-weight:600;font-size:15px;line-height:20px;letter-spacing:-.01em}
.sh p{color:var(--text-3)}
.foot{margin-top:36px;padding-top:14px;border-top:1px solid var(--line-1);color:var(--text-3);display:flex;justify-content:space-between;gap:8px 32px;flex-wrap:wrap}
.foot p{max-width:88ch}`;

const VIEWS = `
.stage{display:grid;grid-template-columns:minmax(0,1fr) 300px;align-items:stretch;background:var(--bg-1)}
.planes{display:grid;grid-template-columns:690fr 396fr;gap:2px;background:var(--bg-0);align-self:start}
.planes>.axial{grid-row:1/3}
.vp{position:relative;background:var(--bg-canvas);overflow:hidden;min-width:0}
.vp img,.vp svg.ov{display:block;width:100%;height:100%}
.vp svg.ov{position:absolute;inset:0}
.a-690-690{aspect-ratio:690/690}.a-396-344{aspect-ratio:396/344}.a-1{aspect-ratio:1}
.vt{position:absolute;display:flex;gap:9px;align-items:baseline;color:#d3d7dc;white-space:nowrap;padding:1px 5px;border-radius:3px;background:var(--chip)}
.vt b{font-weight:600;color:#eceef1}.vt .q{color:#a9b0b9}
.tl{left:6px;top:7px}.tr{right:6px;top:7px}
.ori{position:absolute;font-weight:600;font-size:13px;line-height:16px;color:#eceef1;padding:0 4px;border-radius:3px;background:var(--chip)}
.ot{top:8px;left:50%;transform:translateX(-50%)}.ob{bottom:8px;left:50%;transform:translateX(-50%)}
.ol{left:8px;top:50%;transform:translateY(-50%)}.or{right:8px;top:50%;transform:translateY(-50%)}
.scale{position:absolute;right:10px;bottom:8px;overflow:visible;font:400 12px/16px var(--font);font-feature-settings:"tnum"}
.scale .chip{fill:#000;fill-opacity:.6}.scale text{fill:#d3d7dc;text-anchor:middle}
.scale line{stroke:#e3e6ea;stroke-width:1;shape-rendering:crispEdges}
.k,.c{fill:none;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.k{stroke:#000;stroke-opacity:.85;stroke-width:3.75}
.c{stroke-width:1.75;stroke-dasharray:6 4}
.rv .c{stroke-dasharray:none}
.body .k{stroke-width:3;stroke-opacity:.6}.body .c{stroke-width:1.1}
.tick{stroke:#e3e6ea;stroke-opacity:.75;stroke-width:1;vector-effect:non-scaling-stroke;shape-rendering:crispEdges}
.surfaces{display:grid;grid-template-columns:repeat(3,1fr);gap:2px}
.strip{display:grid;grid-template-columns:repeat(6,1fr);gap:2px}
.strip .ori{font-size:11px;line-height:14px;padding:0 3px}.strip .ol{left:4px}.strip .or{right:4px}
.strip .vt{font-size:11px;line-height:14px;left:4px;top:4px;padding:0 4px}
.strip .k{stroke-width:3}.strip .c{stroke-width:1.4;stroke-dasharray:4 3}.strip .rv .c{stroke-dasharray:none}
.strip .body .k{stroke-width:2}.strip .body .c{stroke-width:.9}`;

const PANEL = `
.panel{display:flex;flex-direction:column;border-left:2px solid var(--bg-0);min-width:0}
.panel h2{display:flex;align-items:center;gap:8px;height:34px;padding:0 12px;font-weight:600}
.panel h2 span{font-weight:400;color:var(--text-3)}
.rows li{position:relative}
.rows label{display:flex;align-items:center;gap:8px;min-height:28px;padding:4px 12px;cursor:pointer}
.rows label:hover{background:var(--bg-2)}
.rows .nm{flex:1 1 auto;min-width:0;font-size:13px;overflow-wrap:anywhere}
.rows .ml{flex:none;color:var(--text-2)}
.rows input{position:absolute;opacity:0;left:12px;width:16px;height:16px;margin:0}
.rows input:focus-visible+.sw{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
.rows input:not(:checked)~.nm,.rows input:not(:checked)~.ml{color:var(--text-3);text-decoration:line-through}
.rows input:not(:checked)+.sw{opacity:.35}
.sw{width:12px;height:12px;flex:none;fill:none;stroke-width:1.5;stroke-dasharray:3 2}.sw.rv{stroke-dasharray:none}
.hint{padding:8px 12px 12px;color:var(--text-3);font-size:11px}
.facts{border-top:1px solid var(--line-1);padding:10px 12px 12px;display:grid;gap:4px;margin-top:auto}
.facts div{display:flex;gap:8px}
.facts dt{flex:none;width:70px;color:var(--text-3)}
.facts dd{min-width:0;overflow-wrap:anywhere}
.finds{border-top:1px solid var(--line-1);padding-bottom:8px}
.finds li{display:flex;gap:8px;padding:5px 12px}
.finds .ic{color:var(--warn)}
.finds p{color:var(--text-2);overflow-wrap:anywhere}
.panel .finds p{display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}
.more{padding:2px 12px;color:var(--accent-text)}`;

const TABLES = `
.tw{overflow-x:auto;background:var(--bg-0);border-top:1px solid var(--line-1)}
table{border-collapse:collapse;width:100%}
.tw th:first-child{width:19%}.tw th:nth-child(2),.tw th:nth-child(3){width:11%}
th{font-weight:400;font-size:11px;color:var(--text-3);text-align:left;height:30px;padding:0 12px;border-bottom:1px solid var(--line-1);white-space:nowrap}
td{height:34px;padding:4px 12px;border-bottom:1px solid var(--row);white-space:nowrap}
td .sw{margin-right:9px;vertical-align:-1px}
td.nm{font-weight:500;font-size:13px;white-space:normal;overflow-wrap:anywhere;min-width:150px}
th.n,td.n{text-align:right}
td.c0{color:var(--text-2)}
.st{display:inline-flex;align-items:center;gap:7px;color:var(--text-2)}.st .ic{flex:none;width:14px;height:14px;color:var(--warn)}.st.rv .ic{color:var(--ok)}
td.rs{white-space:normal;min-width:170px}.why{color:var(--text-3);overflow-wrap:anywhere}
td .db{width:64px;height:4px;margin-left:10px;vertical-align:2px}
.db .bg{fill:var(--bg-4)}.db .fg{fill:var(--text-2)}
.pos{display:inline-grid;grid-template-columns:repeat(3,auto) auto;gap:0 10px}
.pos span{min-width:52px;text-align:right}
.tn{margin-top:8px;color:var(--text-3)}
.cols{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:2px}
.card{background:var(--bg-1);padding:14px 16px 16px;min-width:0}
.card h3{font-weight:600;margin-bottom:10px}
.kv{display:grid;gap:6px}
.kv div{display:grid;grid-template-columns:112px minmax(0,1fr);gap:8px}
.kv dt{color:var(--text-3)}
.kv dd{overflow-wrap:anywhere}
.steps{width:100%}
.steps td,.steps th{height:26px;padding:0;border:0}
.steps td:nth-child(2){width:48%;padding:0 12px}
.steps svg{display:block;width:100%;height:6px}
.steps .bg{fill:var(--bg-3)}.steps .fg{fill:var(--focus)}
.steps tr.sum td{border-top:1px solid var(--line-2);height:32px;font-weight:600}
.warns{margin-top:2px;background:var(--bg-1);padding:8px 4px}`;

const NARROW = `
@media screen and (min-width:1400px){.stage{grid-template-columns:minmax(0,1fr) 304px}}
@media screen and (max-width:1100px){.stage{grid-template-columns:minmax(0,1fr)}.panel{border-left:0}.cols{grid-template-columns:minmax(0,1fr)}.facts{margin-top:0}.strip{grid-template-columns:repeat(4,1fr)}}
@media screen and (max-width:720px){.page{padding:0 12px 24px}.bar{padding:6px 12px}.planes,.surfaces{grid-template-columns:minmax(0,1fr)}.planes>.axial{grid-row:auto}.strip{grid-template-columns:repeat(3,1fr)}}
@media (prefers-contrast:more){.k{stroke-opacity:1}:root{--text-2:#e3e6ea;--line-2:#6a737e}}`;

const PRINT = `
@page{size:A4;margin:12mm}
@media print{
:root{color-scheme:light;--bg-0:#fff;--bg-1:#fff;--bg-2:#fff;--bg-3:#e4e7eb;--bg-4:#dfe3e8;--line-1:#c9ced6;--line-2:#b6bdc6;--text-1:#14171a;--text-2:#3a424b;--text-3:#5a636d;--accent-text:#264fa8;--focus:#3a66c8;--warn:#7a4f00;--warn-bg:#fdf3dc;--ok:#1d6b42;--ok-bg:#e3f4ea;--row:#e4e7eb}
html,body{-webkit-print-color-adjust:exact;print-color-adjust:exact;font-size:8pt;line-height:11pt}
.page{max-width:none;padding:0}.bar{padding:0 0 6px;min-height:0}
.stage{grid-template-columns:minmax(0,1fr)}.panel{border-left:0;display:block}
.rows{display:grid;grid-template-columns:repeat(3,1fr)}.rows label{padding:2px 0;min-height:0;gap:6px}.rows .ml{padding-right:16px}
.panel h2,.facts{padding-left:0;padding-right:0}.finds li{padding-left:0}.hint{display:none}
.facts{grid-template-columns:repeat(2,minmax(0,1fr))}
section{margin-top:18px}.vp,.card,tr,.surfaces{break-inside:avoid}.head{padding:10px 0}.sh{break-after:avoid}
.card{padding:8px 12px 8px 0}.sw{stroke-width:2;background:#14171a;border-radius:2px}.cols{gap:12px}.kv div{grid-template-columns:78px minmax(0,1fr)}.scale{font-size:10px}.vt,.ori{font-size:10px;line-height:13px}.strip .vt,.strip .ori{font-size:8px;line-height:10px}
th,td{padding-left:6px;padding-right:6px}td{height:24px}.draft span{color:var(--text-2)}
td .db{display:none}.tw{overflow:visible}.rows .nm,td.nm{font-size:8pt;min-width:0}.pos{gap:0 6px}.pos span{min-width:0}.st .ic{width:11px;height:11px}.steps td:nth-child(2){width:34%;padding:0 8px}
}`;

/** Rules that let a name in the list show its structure alone (pointer over it) or hide it (box unticked). */
const structureRules = (count: number): string =>
  Array.from(
    { length: count },
    (_, s) =>
      `.page:has(#t${s}:not(:checked)) .s${s}{display:none}` + `.page:has(.r${s}:hover) .o:not(.s${s}){opacity:.14}`,
  ).join('\n');

/** `fontBase64`: Inter as WOFF2, or null to use the reader's own fonts. */
export function stylesheet(structureCount: number, fontBase64: string | null): string {
  const face =
    fontBase64 === null
      ? ''
      : `@font-face{font-family:"Inter";src:url(data:font/woff2;base64,${fontBase64}) format("woff2");font-weight:100 900}`;
  return [face, TOKENS, BASE, FRAME, VIEWS, PANEL, TABLES, NARROW, structureRules(structureCount), PRINT].join('\n');
}
