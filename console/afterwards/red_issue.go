package afterwards

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

type redIssue struct {
	api.Invoice
	PreFlight api.PreFlight
	// Asked is false where the provider did not say.
	Asked bool
	// Preview is what comes of the form as it is; nil where it is not right.
	Preview *api.RedIssuePreview
	Key     string
	// Changed: the pre-flight says something else than when the form was shown.
	Changed bool
}

// path is where the calls about the invoice are.
func (r redIssue) path() string { return "/v1/invoices/" + url.PathEscape(string(r.ID)) }

// at is where the page is.
func (r redIssue) at() string { return "/console/invoices/" + string(r.ID) + "/red-issue" }

// running is the attempt that is not over, or nil.
func (r redIssue) running() *api.Reversal {
	if last := latestReversal(r.Invoice); last != nil && isRunning(*last) {
		return last
	}
	return nil
}

// showRedIssue says first whether the buyer has to confirm, then asks how much and why (V1, desk.md 3.5); while one is under way it shows that.
func showRedIssue(v *page.Visit) error {
	r, err := readRedIssue(v)
	if err != nil {
		return err
	}
	if r.running() != nil {
		return v.Show(redTitle, redRunningPage(v, r))
	}
	if r.Asked && r.PreFlight.Branch != reversal.CannotBe {
		if err := r.foresee(v); err != nil {
			return err
		}
	}
	return v.ShowAs(v.Status(), redTitle, redIssuePage(v, r))
}

func readRedIssue(v *page.Visit) (redIssue, error) {
	r := redIssue{Key: cmp.Or(v.Form("key"), formKey())}
	path := "/v1/invoices/" + url.PathEscape(v.Path("id"))
	if err := v.Get(path, &r.Invoice); err != nil {
		return r, err
	}
	err := v.Get(path+"/red-issue", &r.PreFlight)
	if page.ProblemOf(err).Code == "provider_unavailable" {
		return r, nil
	}
	r.Asked = err == nil
	return r, err
}

// foresee computes what comes of the form; what is wrong with it stands at the form.
func (r *redIssue) foresee(v *page.Visit) error {
	body, err := r.body(v)
	if err != nil || body == nil {
		return err
	}
	var preview api.RedIssuePreview
	if err := v.Call(http.MethodPost, r.path()+"/red-issue/preview", body, &preview); err != nil {
		if v.Refused(err) {
			return nil
		}
		return err
	}
	r.Preview = &preview
	return nil
}

type redBody struct {
	Reason string        `json:"reason"`
	Lines  []redLineBody `json:"lines,omitempty"`
}

type redLineBody struct {
	Line int    `json:"line"`
	Net  string `json:"net"`
}

// body is what the form asks for; nil, with the problem kept, where it names no line although it is to be a part.
func (r *redIssue) body(v *page.Visit) (*redBody, error) {
	if err := v.R.ParseForm(); err != nil {
		return nil, fmt.Errorf("read the form: %w", err)
	}
	body := &redBody{Reason: reasonOf(v)}
	if !isPart(v) {
		return body, nil
	}
	for _, left := range r.PreFlight.Lines {
		if typed := v.Form(netField(left.Line)); typed != "" {
			body.Lines = append(body.Lines, redLineBody{left.Line, format.TypedAmount(typed)})
		}
	}
	if len(body.Lines) == 0 {
		v.Problem = &page.Problem{Problem: api.Problem{
			Status: http.StatusUnprocessableEntity, Code: "nothing_selected", Detail: redNothingTaken.EN, DetailZH: redNothingTaken.ZH,
		}}
		return nil, nil
	}
	return body, nil
}

func isPart(v *page.Visit) bool { return v.Form("scope") == "part" }

func reasonOf(v *page.Visit) string { return cmp.Or(v.Form("reason"), string(invoice.RedReturn)) }

func netField(line int) string { return "net-" + strconv.Itoa(line) }

// requestRedIssue computes, or hands the request in. Where the pre-flight says something else than was shown, it is shown again first.
func requestRedIssue(v *page.Visit) error {
	r, err := readRedIssue(v)
	if err != nil {
		return err
	}
	if r.running() != nil {
		return v.Go(r.at())
	}
	if r.Changed = v.Form("branch") != "" && v.Form("branch") != string(r.PreFlight.Branch); r.Changed || v.Form("do") != "submit" || !r.Asked {
		return r.again(v)
	}
	body, err := r.body(v)
	if err != nil {
		return err
	}
	if body == nil {
		return r.again(v)
	}
	if err := v.Call(http.MethodPost, r.path()+"/red-issue", body, nil, "Idempotency-Key", r.Key); err != nil {
		if v.Refused(err) {
			return r.again(v)
		}
		return err
	}
	return v.Go(after(r.at(), "requested"))
}

// again shows the form as it was filled in, with what comes of it, or with what is wrong.
func (r *redIssue) again(v *page.Visit) error {
	if v.Problem == nil && r.Asked && r.PreFlight.Branch != reversal.CannotBe {
		if err := r.foresee(v); err != nil {
			return err
		}
	}
	return v.ShowAs(v.Status(), redTitle, redIssuePage(v, *r))
}

func withdrawRedIssue(v *page.Visit) error {
	at := "/console/invoices/" + url.PathEscape(v.Path("id"))
	err := v.Call(http.MethodPost, "/v1/invoices/"+url.PathEscape(v.Path("id"))+"/red-issue/withdraw", nil, nil)
	switch {
	case err == nil:
		return v.Go(after(at+"/red-issue", "withdrawn"))
	case notAnymore(err):
		v.Refused(err)
		return showInvoice(v)
	default:
		return err
	}
}

// branchWords are the branch of the pre-flight in short.
func branchWords(b reversal.Branch) (sign string, says words.Text) {
	switch b {
	case reversal.AtOnce:
		return "✓", redAtOnce
	case reversal.NeedsConfirmation:
		return "◔", redConfirm
	default:
		return "✗", redRefused
	}
}

// takeAddress fills suggestions into the form.
func takeAddress(r redIssue, suggested ...api.SuggestedLine) string {
	filled := url.Values{"scope": {"part"}, "reason": {string(invoice.RedReturn)}}
	for _, one := range suggested {
		filled.Set(netField(one.Line), one.Net.String())
	}
	return r.at() + "?" + filled.Encode()
}

// suggestionWords say what was refunded and what to take off which line.
func suggestionWords(one api.SuggestedLine) words.Text {
	names := make([]string, len(one.Because))
	owed := one.Gross.Sub(one.Gross)
	for n, because := range one.Because {
		names[n], owed = string(because.Consumption), owed.Add(because.Amount)
	}
	const named = 3
	if len(names) > named {
		names = append(names[:named], "…")
	}
	return redSuggestion.With(strings.Join(names, ", "), format.Money(owed), one.Line, format.Money(one.Net))
}

// stepsForBuyer are the steps as one text, to be passed on.
func stepsForBuyer(v *page.Visit, r redIssue, running api.Reversal) string {
	var lines []string
	for n, step := range buyersSteps(v, r, running) {
		lines = append(lines, strconv.Itoa(n+1)+". "+v.Text(step))
	}
	return strings.Join(lines, "\n")
}

func buyersSteps(v *page.Visit, r redIssue, running api.Reversal) []words.Text {
	steps := []words.Text{redStep1, redStep2, redStep3.With(nameOf(r.Invoice), format.Money(running.Amount))}
	if running.FormNumber != nil {
		steps = append(steps, redFormNumber.With(*running.FormNumber))
	}
	if running.ConfirmBy != nil {
		steps = append(steps, redStep4.With(format.By(*running.ConfirmBy, v.Now, false)))
	}
	return steps
}

// failedBefore is the state in which the last attempt ended without anything, or the zero Text.
func failedBefore(r redIssue) words.Text {
	last := latestReversal(r.Invoice)
	if last == nil || isRunning(*last) || last.Status == reversal.Done {
		return words.Text{}
	}
	return page.ReversalState(last.Status).Says
}

func scopeOf(v *page.Visit) string {
	if isPart(v) {
		return "part"
	}
	return "whole"
}

func reasonChoices() []page.Choice {
	choices := make([]page.Choice, len(redReasons))
	for n, one := range redReasons {
		choices[n] = page.Choice{Value: string(one.Reason), Says: one.Says}
	}
	return choices
}
