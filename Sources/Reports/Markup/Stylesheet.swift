/// The look of the HTML report: fonts of the reader's system, light and dark, narrow screens, A4 paper.
///
/// Text has a contrast of at least 4.5 to 1 in both themes (WCAG AA). Paper is always light.
let stylesheet: StaticString = """

  :root { --ink: #1b1f24; --soft: #4a525e; --paper: #ffffff; --band: #eef1f5; --line: #b9c0ca; --good: #0b6244;
    --bad: #a3241c; --warning: #7a4d00; --bad-band: #fdecea; --good-band: #e8f5ee; --warning-band: #fdf3e0; --link: #134a8a; }
  * { box-sizing: border-box; }
  html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
  body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.65;
    font-family: "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic", YuGothic,
      Meiryo, system-ui, sans-serif; font-size: 15px; overflow-wrap: break-word; }
  code, small, dd, .wide { overflow-wrap: anywhere; }
  thead th { overflow-wrap: break-word; min-width: 5em; }
  main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
  header { border-bottom: 3px double var(--ink); padding-bottom: .75rem; }
  .organization { margin: 0; text-align: right; }
  h1 { text-align: center; margin: .5rem 0 1rem; line-height: 1.35; }
  h1 .kind { display: block; font-size: 1.05rem; font-weight: 600; letter-spacing: .12em; }
  h1 .subject { display: block; font-size: 1.6rem; }
  h2 { font-size: 1.2rem; margin: 2.2rem 0 .7rem; padding: .15rem 0 .15rem .6rem; border-left: .4rem solid var(--ink);
    border-bottom: 1px solid var(--line); }
  h3 { font-size: 1rem; margin: 1.3rem 0 .4rem; }
  p { margin: .5rem 0; }
  small { display: block; color: var(--soft); font-size: .82em; line-height: 1.5; }
  code, pre { font-family: "Noto Sans Mono CJK JP", ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .86em; }
  code { color: var(--soft); }
  pre { border: 1px solid var(--line); padding: .6rem .8rem; white-space: pre-wrap; }
  pre code { color: var(--ink); font-size: 1em; }
  a { color: var(--link); }
  nav ol { columns: 3 14rem; padding-left: 1.6rem; font-size: .9rem; }
  dl { margin: .6rem 0; border-top: 1px solid var(--line); }
  dl > div { display: grid; grid-template-columns: minmax(8rem, 22%) 1fr; border-bottom: 1px solid var(--line); }
  dt { padding: .3rem .6rem; background: var(--band); font-weight: 600; }
  dd { margin: 0; padding: .3rem .6rem; }
  ul { padding-left: 1.3rem; margin: .4rem 0; }
  li { margin: .25rem 0; }
  .sign { font-weight: 700; margin-right: .3em; }
  .good > .sign { color: var(--good); }
  .bad { color: var(--bad); font-weight: 700; }
  .warning { color: var(--warning); font-weight: 600; }
  li > .warning { font-weight: 400; }
  .muted > .sign { color: var(--soft); }
  .verdict, .notice { border: 2px solid currentColor; padding: .5rem 1rem; margin: .8rem 0; }
  .verdict p, .notice p { color: var(--ink); font-weight: 400; }
  .verdict .word .good { color: var(--good); }
  .verdict .word { font-size: 1.7rem; font-weight: 700; margin: 0; }
  .notice .word { font-size: 1.1rem; font-weight: 700; margin: 0; }
  .verdict.good { color: var(--good); background: var(--good-band); }
  .verdict.bad, .notice.bad { color: var(--bad); background: var(--bad-band); }
  .verdict.warning, .notice.warning { color: var(--warning); background: var(--warning-band); }
  .scroll { overflow-x: auto; margin: .9rem 0 1.3rem; }
  .scroll:focus-visible, figure:focus-visible { outline: 3px solid var(--link); }
  table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.5; }
  caption { text-align: left; font-weight: 700; padding: .3rem 0; }
  th, td { border: 1px solid var(--line); padding: .25rem .45rem; text-align: left; vertical-align: top; font-weight: 400; }
  thead th { background: var(--band); font-weight: 600; vertical-align: bottom; }
  th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
  td.number { white-space: nowrap; }
  td.number small { white-space: normal; }
  th.key, td.key { width: 4rem; white-space: nowrap; }
  td.wide, th.wide { min-width: 8rem; }
  td.short { white-space: nowrap; }
  td.short small { white-space: nowrap; }
  td.text, th.text { min-width: 4rem; }
  table.dense { font-size: .78rem; }
  table.dense th.number { white-space: normal; }
  table.form td, table.signatures td { height: 3.2rem; }
  .blank { width: 26%; }
  table.signatures { table-layout: fixed; }
  table.signatures .key { width: 6rem; white-space: normal; }
  figure { margin: 1rem 0; overflow-x: auto; }
  svg.chart { display: block; width: 100%; min-width: 46rem; height: auto; }

  @media screen and (prefers-color-scheme: dark) {
    :root { --ink: #e8eaee; --soft: #b4bcc8; --paper: #14171b; --band: #232830; --line: #4b5563; --good: #6fd3a8;
      --bad: #ff9a91; --warning: #f3c064; --bad-band: #3a1a18; --good-band: #12301f; --warning-band: #33270c; --link: #9cc4ff; }
    .chart .ink { fill: #e8eaee; }
    .chart .ink-soft { fill: #b4bcc8; }
    .chart .ink-bad { fill: #ff9a91; }
    .chart .band { fill: #232830; }
    .chart .paper { fill: #14171b; }
    .chart .grid { stroke: #3a424d; }
    .chart .wait { stroke: #98a1ae; }
    .chart .pause, .chart .objective { stroke: #ff9a91; }
    .chart line.recovery { stroke: #c9d0da; }
    .chart path.recovery { fill: #c9d0da; }
    .chart .bar-machine { fill: #5b9bea; }
    .chart .bar-people { fill: #b583d6; }
    .chart .bar-verification { fill: #37b587; }
    .chart .bar-failed { fill: #ec6a5f; }
    .chart .bar-undo { fill: #d9a441; }
    .chart .hatch { opacity: .8; }
  }

  @media screen and (max-width: 40rem) {
    main { padding: 1rem .8rem 3rem; }
    h1 .subject { font-size: 1.3rem; }
    dl > div { grid-template-columns: 1fr; }
    table.data, table.data tbody, table.data tr, table.data td, table.data th[scope=row] { display: block; width: auto; }
    table.data thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
    table.data caption { display: block; }
    table.data tr { border: 1px solid var(--line); margin-bottom: .6rem; }
    table.data td, table.data th[scope=row] { border: 0; text-align: left; min-width: 0; }
    table.data th[scope=row] { background: var(--band); font-weight: 600; }
    table.data td { display: grid; grid-template-columns: 6.5rem 1fr; column-gap: .5rem; white-space: normal; }
    table.data td::before { content: attr(data-label); color: var(--soft); font-size: .82em; grid-row: 1 / span 12; }
    table.data td > * { grid-column: 2; }
    table.data td > br { display: none; }
    table.data td:empty { display: none; }
  }

  @media print {
    @page { size: A4; margin: 14mm 12mm 16mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; } }
    html { color-scheme: light; }
    body { font-size: 9.5pt; line-height: 1.5; }
    main { max-width: none; padding: 0; }
    nav { display: none; }
    a { color: inherit; text-decoration: none; }
    h1 .subject { font-size: 17pt; }
    h2 { font-size: 12.5pt; margin-top: 6mm; }
    h2, h3, caption { break-after: avoid; }
    table { font-size: 8pt; line-height: 1.4; }
    table.dense { font-size: 7pt; }
    .scroll, figure { overflow: visible; }
    thead { display: table-header-group; break-after: avoid; }
    tbody tr:first-child { break-before: avoid; }
    tr, figure, .verdict, .notice, pre, dl > div, li { break-inside: avoid; }
    td.wide, th.wide { min-width: 22mm; }
    td.text, th.text { min-width: 12mm; }
    svg.chart { min-width: 0; }
    #chart { break-before: page; }
    figure { margin: 2mm 0; }
    table.form, table.signatures { break-inside: avoid; }
    * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  }

  """
