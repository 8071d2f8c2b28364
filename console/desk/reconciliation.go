package desk

import (
	"net/http"
	"net/url"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/task"
)

const reconciliations = home + "/reconciliation"

func openReconciliations(open func(string, page.Room)) {
	open("GET "+reconciliations, showReconciliations)
	open("POST "+reconciliations, reconcile)
	open("GET "+reconciliations+"/{id}", showReconciliation)
	open("POST "+reconciliations+"/{id}/repair", repairReconciliation)
}

// comparisons are the reconciliations, with whether the visitor may begin one.
type comparisons struct {
	List page.List[api.Reconciliation]
	May  bool
	Done words.Text
}

func showReconciliations(v *page.Visit) error {
	found, err := comparisonsOf(v)
	if err != nil {
		return err
	}
	return v.Show(reconciliationsTitle, reconciliationsPage(v, found))
}

func comparisonsOf(v *page.Visit) (comparisons, error) {
	found := comparisons{May: mayReconcile(v)}
	if v.Form("done") == "begun" {
		found.Done = reconcileBegun
	}
	return found, v.Get("/v1/reconciliations?"+asked(v, nil).Encode(), &found.List)
}

func mayReconcile(v *page.Visit) bool {
	return access.May(v.Who, access.Reconcile, access.Object{}) == nil
}

// reconcile compares now.
func reconcile(v *page.Visit) error {
	var begun api.Reconciliation
	err := v.Call(http.MethodPost, "/v1/reconciliations", api.ReconciliationBody{}, &begun)
	if v.Refused(err) {
		found, err := comparisonsOf(v)
		if err != nil {
			return err
		}
		return v.ShowAs(v.Status(), reconciliationsTitle, reconciliationsPage(v, found))
	}
	if err != nil {
		return err
	}
	return v.Go(reconciliations + "/" + url.PathEscape(string(begun.ID)) + "?done=begun")
}

// comparison is one of them with what it found.
type comparison struct {
	api.ReconciliationReport
	Tasks map[int64]api.OperatorTask
	May   bool
	Done  words.Text
}

func (c comparison) heading() words.Text { return reconciliationCase.With(format.Minute(c.BegunAt)) }

// Repairable reports whether another comparison of the same window would repair something.
func (c comparison) Repairable() bool {
	return c.May && !c.Repair && c.EndedAt != nil && c.Unrepaired > 0
}

func showReconciliation(v *page.Visit) error {
	c, err := comparisonOf(v)
	if err != nil {
		return err
	}
	return v.Show(c.heading(), reconciliationPage(v, c))
}

func comparisonOf(v *page.Visit) (comparison, error) {
	c := comparison{May: mayReconcile(v)}
	query := asked(v, nil)
	if err := v.Get("/v1/reconciliations/"+url.PathEscape(v.Path("id"))+"?"+query.Encode(), &c.ReconciliationReport); err != nil {
		return c, err
	}
	switch v.Form("done") {
	case "begun":
		c.Done = reconcileBegun
	case "see_to":
		c.Done = isSeenTo
	}
	var err error
	c.Tasks, err = tasksByNumber(v, task.Difference)
	return c, err
}

// repairReconciliation compares the same window once more and does what is suggested.
func repairReconciliation(v *page.Visit) error {
	c, err := comparisonOf(v)
	if err != nil {
		return err
	}
	repairs := true
	var begun api.Reconciliation
	err = v.Call(http.MethodPost, "/v1/reconciliations", api.ReconciliationBody{From: &c.From, To: &c.To, Repair: &repairs}, &begun)
	if v.Refused(err) {
		return v.ShowAs(v.Status(), c.heading(), reconciliationPage(v, c))
	}
	if err != nil {
		return err
	}
	return v.Go(reconciliations + "/" + url.PathEscape(string(begun.ID)) + "?done=begun")
}

// aboutOf is what a difference is about: its number, or its serial.
func aboutOf(d api.Difference) string {
	switch {
	case d.Number != nil:
		return *d.Number
	case d.Serial != nil:
		return string(*d.Serial)
	default:
		return "—"
	}
}
