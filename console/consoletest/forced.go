package consoletest

import (
	"net/url"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"

	"kaipiao/access"
)

// Fresh opens a browser that has loaded nothing yet, in which somebody is signed in already, at a page.
func (w *World) Fresh(who access.Identity, path string) *Browser {
	w.T.Helper()
	w.LetIn(who)
	b := Open(w.T, w.URL, Look{})
	command(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{
		"Accept-Language": "zh-CN", "Cookie": "person=" + url.QueryEscape(who.Subject),
	}})
	b.Go(path)
	return b
}

// ForcedColours has the browser draw pages in the few colours of its user, as Windows does where somebody asks for more contrast.
func (b *Browser) ForcedColours() {
	b.t.Helper()
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
}
