package sparecore.broker.console;

/** The page's one style sheet, for light and dark, wide and narrow. */
final class Style {
    static final String SHEET = """
            :root { color-scheme: light dark;
              --ground: #f6f7f9; --card: #fff; --ink: #1b2330; --soft: #667085; --line: #e4e7ec;
              --good: #067647; --good-ground: #e3f6ec; --bad: #b42318; --bad-ground: #fee4e2;
              --busy: #175cd3; --busy-ground: #e0edff; --wait: #93600a; --wait-ground: #fdf0d1; }
            @media (prefers-color-scheme: dark) { :root {
              --ground: #0f141b; --card: #171e28; --ink: #e6eaf0; --soft: #93a0b4; --line: #283240;
              --good: #6ce2a6; --good-ground: #10352a; --bad: #ff9b91; --bad-ground: #46201d;
              --busy: #92bdff; --busy-ground: #182f54; --wait: #f3c873; --wait-ground: #3d2f12; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 1280px; padding: 28px 24px 48px; background: var(--ground);
              color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
            header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; margin-bottom: 20px; }
            h1 { font-size: 22px; margin: 0; letter-spacing: -.01em; }
            h2 { font-size: 15px; margin: 0 0 8px; }
            h2 small { font-weight: 400; color: var(--soft); margin-left: 6px; }
            header p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
            code, .id, .number { font-variant-numeric: tabular-nums; }
            code, .id { font-family: ui-monospace, monospace; font-size: 12.5px; }
            .figures { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr)); }
            .figure, section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
            .figure { padding: 12px 16px; }
            .figure span { display: block; color: var(--soft); font-size: 12.5px; }
            .figure strong { display: block; font-size: 20px; font-variant-numeric: tabular-nums; }
            .figure em { font-style: normal; color: var(--soft); font-size: 12.5px; }
            .columns { display: grid; gap: 0 16px; align-items: start; grid-template-columns: repeat(auto-fit, minmax(min(430px, 100%), 1fr)); }
            section { padding: 14px 16px; margin-top: 16px; overflow-x: auto; }
            .columns > div { min-width: 0; }
            table { border-collapse: collapse; width: 100%; white-space: nowrap; }
            th { text-align: left; font-weight: 500; color: var(--soft); font-size: 12.5px; }
            th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); }
            tr:last-child td { border-bottom: 0; }
            th:last-child, td:last-child { padding-right: 0; }
            th.number, td.number { text-align: right; }
            .none { color: var(--soft); margin: 4px 0; }
            .pill { padding: 1px 9px; border-radius: 99px; font-size: 12px; font-weight: 500; }
            .good { color: var(--good); background: var(--good-ground); }
            .bad { color: var(--bad); background: var(--bad-ground); }
            .busy { color: var(--busy); background: var(--busy-ground); }
            .wait { color: var(--wait); background: var(--wait-ground); }
            .over { color: var(--soft); background: var(--ground); }
            """;

    private Style() {}
}
