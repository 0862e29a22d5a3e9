package slacksim_test

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"peerbot/bot/slacksim"
)

// charts are one of each kind; the last two cannot be drawn as they are.
var charts = []string{
	`{"type":"pie","segments":[{"label":"active","value":30},{"label":"drifted","value":6},{"label":"failed","value":4}]}`,
	`{"type":"bar","series":[{"name":"Seoul","data":[{"label":"Mon","value":4},{"label":"Tue","value":-2}]},{"name":"Tokyo","data":[{"label":"Mon","value":1},{"label":"Tue","value":3}]}],
		"axis_config":{"categories":["Mon","Tue"],"x_label":"day","y_label":"routes"}}`,
	`{"type":"line","series":[{"name":"routes","data":[{"label":"Mon","value":1200},{"label":"Tue","value":1500},{"label":"Wed","value":900}]}],"axis_config":{"categories":["Mon","Tue","Wed"]}}`,
	`{"type":"area","series":[{"name":"routes","data":[{"label":"Mon","value":0},{"label":"Tue","value":0}]}],"axis_config":{"categories":["Mon","Tue"]}}`,
	`{"type":"pie","segments":[{"label":"all","value":1}]}`,
	`{"type":"radar"}`,
	`{"type":"bar","series":[{"data":[{"label":"x","value":"<b>"},{"label":"elsewhere","value":1}]}],"axis_config":{"categories":["x"]}}`,
}

func TestThePageDrawsCharts(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	for _, c := range charts {
		if r := w.form("chat.postMessage", "channel", "C0NET", "text", "chart", "blocks", `[{"type":"data_visualization","title":"State","chart":`+c+`}]`); !r.OK {
			t.Fatalf("chat.postMessage = %+v", r)
		}
	}
	ctx := browser(t)
	run(ctx, t,
		chromedp.EmulateViewport(1000, 1900),
		chromedp.Navigate(w.url+"/#/alice/network"),
		eventually(`document.querySelectorAll('.block-data_visualization').length === `+strconv.Itoa(len(charts))),
		legible(t, "charts"),
		shot("charts"),
		eventually(`!document.querySelector('`+messages+` svg').closest('.messages').innerHTML.includes('NaN')`),
	)
	for i, want := range []string{
		"State: active 30; drifted 6; failed 4|3 marks|active 75 %,drifted 15 %,failed 10 %",
		"State: Seoul, Mon 4; Seoul, Tue -2; Tokyo, Mon 1; Tokyo, Tue 3|4 marks|Seoul,Tokyo",
		"State: routes, Mon 1200; routes, Tue 1500; routes, Wed 900|4 marks|",
		"State: routes, Mon 0; routes, Tue 0|4 marks|",
		"State: all 1|1 marks|all 100 %",
		"",
		"State: , x 0; , elsewhere 1|1 marks|",
	} {
		js := `(b => { const svg = b.querySelector('svg'); return !svg ? '' : [svg.getAttribute('aria-label'), svg.querySelectorAll('path, rect, circle').length + ' marks',
			[...b.querySelectorAll('.key')].map((k) => k.textContent).join()].join('|'); })(document.querySelectorAll('.block-data_visualization')[` + strconv.Itoa(i) + `])`
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](js)); err != nil || got != want {
			t.Errorf("chart %d = %q, %v, want %q", i, got, err, want)
		}
	}
	// A bar below zero begins where one above it ends.
	const bars = `[...document.querySelectorAll('.chart-bar')[0].querySelectorAll('rect')].map((r) => [r.y.baseVal.value, r.height.baseVal.value])`
	run(ctx, t, eventually(`(([up, down]) => Math.abs(up[0] + up[1] - down[0]) < 0.1 && up[1] > 1.9 * down[1] && down[1] > 1)(`+bars+`)`))
	run(ctx, t, chromedp.Click(`#theme`), legible(t, "dark charts"), shot("charts-dark"))
}
