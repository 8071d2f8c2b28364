package consoletest

import (
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// What paper is: the width of A4 as pages measure it, and how much finer than a screen it is printed.
const (
	paperWidth = 794
	paperFiner = 4
)

// Printed writes what a page looks like on paper into a file, as finely as a plain printer prints.
func (b *Browser) Printed(file string) {
	b.t.Helper()
	command(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: paperWidth, Height: 1123, DeviceScaleFactor: paperFiner})
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	b.draw(file, chromedp.FullScreenshot(100))
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
}

// PDF is the page as it is printed, on the paper that its style names.
func (b *Browser) PDF() []byte {
	b.t.Helper()
	named := true
	printed, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &named})
	require.NoError(b.t, err)
	return printed.Data
}
