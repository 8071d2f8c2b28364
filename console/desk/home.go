package desk

import (
	"cmp"
	"slices"
	"time"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/office/desk"
)

// queues are the queues as the desk lists them, with where each is worked on.
var queues = map[desk.Name]page.Link{
	desk.Review:         {To: review, Says: words.Text{ZH: "审核", EN: "Review"}},
	desk.SecondPerson:   {To: second, Says: words.Text{ZH: "复核", EN: "Second person"}},
	desk.Tickets:        {To: tickets, Says: words.Text{ZH: "工单", EN: "Tickets"}},
	desk.Returned:       {To: returned, Says: words.Text{ZH: "退回原件", EN: "Returned originals"}},
	desk.Print:          {To: home + "/print", Says: words.Text{ZH: "打印寄送", EN: "Print and ship"}},
	desk.Vendors:        {To: home + "/vendors", Says: words.Text{ZH: "服务商", EN: "Vendors"}},
	desk.Failed:         {To: failed, Says: words.Text{ZH: "开票失败", EN: "Could not be issued"}},
	desk.RedForms:       {To: redForms, Says: words.Text{ZH: "购方红字确认单", EN: "Buyers' red-letter forms"}},
	desk.Parked:         {To: home + "/parked", Says: words.Text{ZH: "暂缓开具", EN: "Parked"}},
	desk.Reconciliation: {To: home + "/reconciliation", Says: words.Text{ZH: "对账差异", EN: "Differences"}},
	desk.OperatorTasks:  {To: tasks, Says: words.Text{ZH: "运营待办", EN: "Operator tasks"}},
}

// showHome lists the queues that are the visitor's to work on, the most urgent first.
func showHome(v *page.Visit) error {
	var found api.Desk
	if err := v.Get("/v1/desk", &found); err != nil {
		return err
	}
	mine := slices.DeleteFunc(found.Queues, func(q api.Queue) bool { return !worksOn(v, q) })
	slices.SortStableFunc(mine, byUrgency)
	return v.Show(homeTitle, homePage(v, mine))
}

// worksOn reports whether a queue is shown to the visitor: auditors see all, and finance what it may work on.
func worksOn(v *page.Visit, q api.Queue) bool {
	return !v.IsFinance() || len(q.Needs) == 0 || slices.ContainsFunc(q.Needs, func(needed access.Permission) bool { return v.Who.Permissions.Has(needed) })
}

// byUrgency puts first what is due first, then what is due at no time, then what is empty.
func byUrgency(a, b api.Queue) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), urgency(a).Compare(urgency(b)))
}

func rank(q api.Queue) int {
	switch {
	case q.MostUrgent != nil:
		return 0
	case q.Count > 0:
		return 1
	default:
		return 2
	}
}

func urgency(q api.Queue) time.Time {
	if q.MostUrgent == nil {
		return time.Time{}
	}
	return *q.MostUrgent
}

// homeCaption says which queues are listed: for finance its own, for auditors all.
func homeCaption(v *page.Visit) words.Text {
	if v.IsFinance() {
		return homeOrder
	}
	return homeReadOnly
}
