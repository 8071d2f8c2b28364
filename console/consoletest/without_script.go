package consoletest

import (
	"fmt"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A page whose scripts do not run is still read and used by the test: what it does here is what a person does with keyboard and mouse.

// Source is what a page says, whether its scripts run or not.
func (b *Browser) Source() string { b.t.Helper(); return b.Text("body") }

// Follow clicks a link by its words and waits for the page.
func (b *Browser) Follow(words string) {
	b.t.Helper()
	b.Press(words)
	time.Sleep(100 * time.Millisecond)
	b.settle()
}

// Fill puts a value into a field of the form by its name.
func (b *Browser) Fill(name, value string) {
	b.t.Helper()
	evaluated[bool](b, fmt.Sprintf(`(() => { document.querySelector("main [name=" + %s + "]").value = %s; return true; })()`, quoted(name), quoted(value)))
}

// Submit presses the button of a form by what it does.
func (b *Browser) Submit(do string) {
	b.t.Helper()
	_, err := act(b, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector("main button[name=do][value=" + %s + "]").click()`, quoted(do))))
	require.NoError(b.t, err)
	time.Sleep(100 * time.Millisecond)
	b.settle()
}

// Dead are the controls that are shown and do nothing without script: a button that sends no form, and a link that leads nowhere.
func (b *Browser) Dead() []string {
	b.t.Helper()
	return evaluated[[]string](b, b.find(`return [...document.querySelectorAll("button, a, [role=button], progress, [data-copy]")].filter(seen).filter((e) => {
  if (e.matches("button")) return e.type !== "submit" || !e.form || !(e.form.getAttribute("action") || e.getAttribute("formaction"));
  if (e.matches("a")) return !e.getAttribute("href");
  return true;
}).map((e) => e.outerHTML.slice(0, 200));`))
}

// OnPaper looks at the page as it is printed, and writes what it looks like into a file where one is named.
func (b *Browser) OnPaper(file string, look func()) {
	b.t.Helper()
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	defer command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	if file != "" {
		b.Screenshot(file)
	}
	look()
}

// Shown are the elements of a selector that can be seen now.
func (b *Browser) Shown(selector string) []string {
	b.t.Helper()
	return evaluated[[]string](b, b.find(fmt.Sprintf(`return [...document.querySelectorAll(%s)].filter(seen).map((e) => e.outerHTML.slice(0, 160));`,
		quoted(selector))))
}
