package desk

import (
	"net/url"
	"strconv"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/task"
)

const (
	parkedDesk = home + "/parked"
	vendorDesk = home + "/vendors"
)

// openParked adds the rooms of what is parked, of vendors, of sellers and of differences.
func openParked(open func(string, page.Room)) {
	open("GET "+parkedDesk, showParked)
	open("GET "+vendorDesk, showVendors)
	openReconciliations(open)
	openSellers(open)
}

// parkings is what is parked, with the tasks by which it is seen to.
type parkings struct {
	Items []api.Parking
	Tasks map[int64]api.OperatorTask
	Done  words.Text
}

func showParked(v *page.Visit) error {
	found := parkings{}
	var listed page.List[api.Parking]
	if err := v.Get("/v1/parked", &listed); err != nil {
		return err
	}
	found.Items = listed.Items
	if v.Form("done") == "see_to" {
		found.Done = parkedSeen
	}
	var err error
	if found.Tasks, err = tasksByNumber(v, ""); err != nil {
		return err
	}
	return v.Show(parkedTitle, parkedPage(v, found))
}

// tasksByNumber are the first open tasks of a kind, by their number.
func tasksByNumber(v *page.Visit, kind task.Kind) (map[int64]api.OperatorTask, error) {
	query := pairs("status", string(task.Open), "limit", "200")
	if kind != "" {
		query.Set("kind", string(kind))
	}
	var listed page.List[api.OperatorTask]
	if err := v.Get("/v1/operator-tasks?"+query.Encode(), &listed); err != nil {
		return nil, err
	}
	found := map[int64]api.OperatorTask{}
	for _, one := range listed.Items {
		found[one.ID] = one
	}
	return found, nil
}

// actionsOf are what may be done with a task; none where it is closed or has none.
func actionsOf(tasks map[int64]api.OperatorTask, id *int64) []api.Action {
	if id == nil {
		return nil
	}
	return tasks[*id].Actions
}

// seeTo is where a task is seen to.
func seeTo(id int64) string { return tasks + "/" + strconv.FormatInt(id, 10) + "/see_to" }

// causeOf names a cause, and whether others pass.
func causeOf(p api.Parking) words.Text {
	says := page.CauseSays(p.Cause)
	if p.Alone {
		return failsAlone.With(says)
	}
	return says
}

// showVendors lists what vendors have not issued yet, late ones first, to be reminded of it.
func showVendors(v *page.Visit) error {
	filters := []string{"seller", "amount_from"}
	query := asked(v, filters, "order", "due", "status", "approved", "waiting_for", "vendor")
	var found page.List[api.Invoice]
	if err := v.Get("/v1/invoices?"+query.Encode(), &found); err != nil {
		return err
	}
	q := queue{
		Heading: vendorsTitle, Caption: dueFirst, Empty: vendorsEmpty, Columns: []column{ofTitle, ofAmount, ofKind, ofWhy, ofRemind}, Filters: filters,
		Next: found.NextCursor, Count: summed(v, "/v1/invoices", query),
	}
	for _, i := range found.Items {
		r := invoiceRow(i, invoices)
		r.Why, r.Vendors = waitsFor.With(i.Seller.Name), &i
		q.Rows = append(q.Rows, r)
	}
	return v.Show(vendorsTitle, vendorsPage(v, q))
}

// sellerPath is the page of a seller.
func sellerPath(seller string) string { return sellersDesk + "/" + url.PathEscape(seller) }
