package consoletest

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/words"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

// Journey is a customer with an account of its own, on its way over several pages: in one language, and at one width. What it sees and presses is named
// by the Chinese words of the catalogue, and looked for in its language.
type Journey struct {
	*World
	*Browser
	Who  access.Identity
	Look Look
}

// EveryLook names a variable that has journeys made in all four ways, and not in two of them.
const EveryLook = "KAIPIAO_EVERY_LOOK"

// Looks are the ways in which every journey is made: in both languages, at a desk and on a phone; two ways have all of that, and four every pair of it.
var Looks = func() []Look {
	all := []Look{{}, {English: true, Width: 360}, {English: true}, {Width: 360}}
	if os.Getenv(EveryLook) == "" {
		return all[:2]
	}
	return all
}()

func (l Look) name() string {
	name := "zh"
	if l.English {
		name = "en"
	}
	if l.Width != 0 {
		return fmt.Sprint(name, "-", l.Width)
	}
	return name + "-1280"
}

// Journeys makes each journey in each look. A look has one world for all of them; each journey has an account of its own in it.
func Journeys(t *testing.T, all ...func(*Journey)) {
	t.Helper()
	for _, look := range Looks {
		t.Run(look.name(), func(t *testing.T) {
			t.Parallel()
			w := New(t)
			for n, one := range all {
				account := fmt.Sprint("acct-", n+1)
				w.Account(account)
				w.Set(At("2026-09-18 15:00:00"))
				w.Used, w.Standing = nil, nil
				one(w.Journey(access.Identity{Subject: fmt.Sprint("wang-", n+1), Role: access.Customer, Account: ids.Account(account)}, look))
			}
		})
	}
}

// Journey lets somebody begin at its first page.
func (w *World) Journey(who access.Identity, look Look) *Journey {
	return &Journey{World: w, Browser: w.As(who, look), Who: who, Look: look}
}

// Other is the same person in a second window.
func (j *Journey) Other() *Journey { return j.Journey(j.Who, j.Look) }

// Language is the one of the journey.
func (j *Journey) Language() words.Language {
	if j.Look.English {
		return words.English
	}
	return words.Chinese
}

// Say is a Chinese text of the catalogue in the journey's language, with values filled in.
func (j *Journey) Say(zh string, values ...any) Said {
	j.T.Helper()
	said, err := saidIn(j.Language(), zh, values...)
	require.NoError(j.T, err)
	return said
}

// of is what is meant by a Chinese text of the catalogue, by a text in both languages, or by one of several.
func (j *Journey) of(what any) Said {
	j.T.Helper()
	switch what := what.(type) {
	case Said:
		return what
	case words.Text:
		return Said{what.In(j.Language())}
	default:
		return j.Say(fmt.Sprint(what))
	}
}

// See waits until the page says all of it.
func (j *Journey) See(all ...any) {
	j.T.Helper()
	for _, what := range all {
		j.one(what, `document.body.innerText.replace(/\s+/g, " ").includes(%s)`, "the page does not say it")
	}
}

// SeeNot proves that the page, as it is now, says none of it.
func (j *Journey) SeeNot(all ...any) {
	j.T.Helper()
	for _, what := range all {
		j.Browser.SeeNot(j.of(what)...)
	}
}

// one waits until an expression is true of one of the ways in which something is said, and returns it.
func (j *Journey) one(what any, expression, missing string) string {
	j.T.Helper()
	said, found := j.of(what), -1
	for until := time.Now().Add(patience); found < 0 && time.Now().Before(until); {
		for n, one := range said {
			is, err := act(j.Browser, chromedp.Evaluate[bool](j.find("return Boolean("+fmt.Sprintf(expression, quoted(one))+");")))
			if err == nil && is {
				found = n
				break
			}
		}
		if found < 0 {
			time.Sleep(25 * time.Millisecond)
		}
	}
	if found < 0 {
		require.Fail(j.T, missing, "%v at %s, which says:\n%s", said, j.At(), j.Text("body"))
	}
	return said[found]
}

// pressed finds buttons and links as Press of a browser does.
const pressed = `named("button, a, summary, input[type=submit], [role=button]", %s)`

// Press clicks a button or a link.
func (j *Journey) Press(what any) {
	j.T.Helper()
	j.Browser.Press(j.one(what, pressed, "there is no such button"))
}

// Choose picks a radio button or ticks a box, by its label.
func (j *Journey) Choose(label any) {
	j.T.Helper()
	j.Browser.Choose(j.one(label, `labelled(%s)`, "there is no such field"))
}

// Type fills a field in, by its label.
func (j *Journey) Type(label any, value string) {
	j.T.Helper()
	j.Browser.Type(j.one(label, `labelled(%s)`, "there is no such field"), value)
}

// Value is what stands in a field, by its label.
func (j *Journey) Value(label any) string {
	j.T.Helper()
	return j.Browser.Value(j.one(label, `labelled(%s)`, "there is no such field"))
}

// Consume records a consumption of the journey's account; its id begins with that of the account.
func (j *Journey) Consume(id, cash string, changes ...Object) string {
	j.T.Helper()
	id = string(j.Who.Account) + "-" + id
	j.Consumed(id, string(j.Who.Account), cash, changes...)
	return id
}

// Apply submits an application of the journey's account, and returns its id.
func (j *Journey) Apply(key string, body Object) string {
	j.T.Helper()
	return j.AppliedBy(j.Who, key, body)
}

// IssuedTo is an invoice of the journey's account, issued under a number; an e-invoice has its file.
func (j *Journey) IssuedTo(number string, body Object) string {
	j.T.Helper()
	id := j.Approved(j.Apply(number, body))[0]
	if body["medium"] == string(invoice.Paper) {
		j.Issued(id, number)
	} else {
		j.Ready(id, number, "%PDF-1.7 "+number)
	}
	return id
}

// Read reads the API as the journey's customer.
func (j *Journey) Read(path string) Object {
	j.T.Helper()
	return j.Call(j.Who, http.MethodGet, path, nil)
}

// Own reads something of the journey's account: "/invoiceable".
func (j *Journey) Own(path string) Object {
	j.T.Helper()
	return j.Read("/v1/accounts/" + string(j.Who.Account) + path)
}

// Items are those of a list of the API.
func Items(list Object) (items []Object) {
	all, _ := list["items"].([]any)
	for _, one := range all {
		item, _ := one.(Object)
		items = append(items, item)
	}
	return items
}

// ID is the end of the address of the page: the id of what it shows.
func (j *Journey) ID() string {
	path, _, _ := strings.Cut(j.At(), "?")
	return path[strings.LastIndex(path, "/")+1:]
}

// Pick chooses an option of a list by the name of the list and the value of the option.
func (j *Journey) Pick(name, value string) {
	j.T.Helper()
	list := fmt.Sprintf(`document.querySelector("select[name=" + %s + "]")`, quoted(name))
	require.True(j.T, evaluated[bool](j.Browser, fmt.Sprintf(`(() => { const e = %s; if (!e || ![...e.options].some((o) => o.value === %s)) return false;
e.value = %[2]s; e.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`, list, quoted(value))), "%s: %s at %s", name, value, j.At())
}

// Accessible proves in two of the four looks what it proves of a browser, so that both languages and both widths are seen by axe; in the others, which
// have nothing that these lack, that the page fits and has one heading.
func (j *Journey) Accessible() {
	j.T.Helper()
	if j.Look.English == (j.Look.Width != 0) {
		j.Browser.Accessible()
		return
	}
	j.Fits()
}

// Fits proves that the page has one heading and does not scroll sideways.
func (b *Browser) Fits() {
	b.t.Helper()
	require.Equal(b.t, 1, evaluated[int](b, `document.querySelectorAll("h1").length`), "one h1 at %s", b.At())
	require.Empty(b.t, evaluated[string](b, tooWide), "scrolls sideways: %s", b.At())
}
