// Package consoletest looks at the pages as people do: with a real Chromium, by the words that stand on them, and under axe.
package consoletest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long a page may take to become what a test waits for, on a busy machine.
const patience = 20 * time.Second

// late is how long after the last act a complaint may come.
const late = 2 * time.Second

// Browser is a tab of a real Chromium with cookies of its own.
type Browser struct {
	t    testing.TB
	ctx  context.Context
	base string

	mutex sync.Mutex
	// complaints are what the pages have logged as errors, and requests to other hosts; expected are those that a test is about to provoke, each
	// once, and during those that come nobody knows how often.
	complaints, expected, during []string
}

// Look is how a browser looks at pages.
type Look struct {
	// Width is that of its window; 0 is 1280.
	Width    int64
	NoScript bool
	Dark     bool
	// English asks for English pages; otherwise they are Chinese.
	English bool
}

var (
	once     sync.Once
	chromium context.Context
)

// started is one Chromium for all tests of a package; it ends with the process.
func started(t testing.TB) context.Context {
	t.Helper()
	once.Do(func() {
		allocated, _ := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true),
			chromedp.Flag("disable-sync", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-dev-shm-usage", true))...)
		chromium, _ = chromedp.NewContext(allocated)
		require.NoError(t, chromedp.Do(chromium), "Chromium does not start; `make deps` installs it")
	})
	require.NotNil(t, chromium)
	return chromium
}

// Open opens a tab that looks at pages under an address.
func Open(t testing.TB, base string, look Look) *Browser {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(started(t), chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	b := &Browser{t: t, ctx: ctx, base: base}
	require.NoError(t, chromedp.Do(ctx))
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	theme, language := "light", "zh-CN"
	if look.Dark {
		theme = "dark"
	}
	if look.English {
		language = "en"
	}
	if look.Width == 0 {
		look.Width = 1280
	}
	command(b, network.Enable, network.EnableParams{})
	command(b, log.Enable, cdp.Empty{})
	command(b, runtime.Enable, cdp.Empty{})
	command(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": language}})
	command(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: look.Width, Height: 900, DeviceScaleFactor: 1})
	command(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: look.NoScript})
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
	})
	t.Cleanup(b.quiet)
	return b
}

func command[P, R any](b *Browser, c cdp.Command[P, R], params P) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, c, params)
	require.NoError(b.t, err)
}

// listen notes what pages complain about: a fault of a script, what the content policy forbids, another host.
func (b *Browser) listen(happened any) {
	switch e := happened.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.complain(fmt.Sprint(e.Entry.Text, " ", e.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		b.complain(fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.URL))
	case *network.EventRequestWillBeSent:
		if e.Request != nil && !strings.HasPrefix(e.Request.URL, b.base) && strings.HasPrefix(e.Request.URL, "http") {
			b.complain("asks another host: " + e.Request.URL)
		}
	}
}

// complain notes a complaint, unless the test has said that it would come: then it is the one that was expected, and the next one is not.
func (b *Browser) complain(text string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	says := func(expected string) bool { return strings.Contains(text, expected) }
	if at := slices.IndexFunc(b.expected, says); at >= 0 {
		b.expected = slices.Delete(b.expected, at, at+1)
		return
	}
	if !slices.ContainsFunc(b.during, says) {
		b.complaints = append(b.complaints, text)
	}
}

// Expect says, before the act, what it provokes: "422" where a form will be refused. Each text is one complaint to come; what came before, or comes
// once more, fails the test, and so does a complaint that is expected and never comes.
func (b *Browser) Expect(texts ...string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.expected = append(b.expected, texts...)
}

// During is for complaints that come nobody knows how often while something is done: where the network is cut, or what is asked is overtaken.
func (b *Browser) During(text string, work func()) {
	b.mutex.Lock()
	b.during = append(b.during, text)
	b.mutex.Unlock()
	defer func() {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		b.during = slices.DeleteFunc(b.during, func(one string) bool { return one == text })
	}()
	work()
}

// quiet proves that nothing was complained of but what was expected, and all of that.
func (b *Browser) quiet() {
	for until := time.Now().Add(late); time.Now().Before(until) && len(b.awaited()) > 0; time.Sleep(25 * time.Millisecond) {
	}
	require.Empty(b.t, b.Complaints(), "the pages log no error, and ask no other host")
	require.Empty(b.t, b.awaited(), "what was expected has happened")
}

func (b *Browser) awaited() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return slices.Clone(b.expected)
}

// Complaints are what the pages have logged so far, without what was expected.
func (b *Browser) Complaints() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return slices.Clone(b.complaints)
}

func act[T any](b *Browser, action chromedp.Action[T]) (T, error) {
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	return chromedp.Run(ctx, action)
}

// Go opens an address of the pages: "/console/apply".
func (b *Browser) Go(path string) {
	b.t.Helper()
	_, err := act(b, chromedp.Navigate(b.base+path))
	require.NoError(b.t, err, path)
}

// Back is the browser's button.
func (b *Browser) Back() {
	b.t.Helper()
	_, err := act(b, chromedp.NavigateBack())
	require.NoError(b.t, err)
}

// At is the address of the page that is shown, without the host.
func (b *Browser) At() string {
	b.t.Helper()
	return evaluated[string](b, `location.pathname + location.search`)
}

// Screenshot writes what the whole page looks like into a file.
func (b *Browser) Screenshot(file string) {
	b.t.Helper()
	b.draw(file, chromedp.FullScreenshot(100))
}

// View writes what is seen of the page without scrolling into a file.
func (b *Browser) View(file string) {
	b.t.Helper()
	b.draw(file, chromedp.CaptureScreenshot())
}

func (b *Browser) draw(file string, how chromedp.Action[[]byte]) {
	b.t.Helper()
	drawn, err := act(b, how)
	require.NoError(b.t, err)
	require.NoError(b.t, os.MkdirAll(filepath.Dir(file), 0o750))
	require.NoError(b.t, os.WriteFile(file, drawn, 0o600))
}

// evaluated is what an expression is in the page.
func evaluated[T any](b *Browser, expression string) T {
	b.t.Helper()
	value, err := act(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err, expression)
	return value
}
