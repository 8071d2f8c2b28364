package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/task"
)

var (
	tasksTitle   = words.Text{ZH: "运营待办", EN: "Operator tasks"}
	tasksCaption = words.Text{ZH: "按提出先后，时间均为北京时间。", EN: "In the order in which they were raised; Beijing time."}
	colRaised    = words.Text{ZH: "提出", EN: "Raised"}
	colWhat      = words.Text{ZH: "事项", EN: "What"}
	colSubject   = words.Text{ZH: "对象", EN: "About"}
	colDeeds     = words.Text{ZH: "操作", EN: "Actions"}
	openTasks    = words.Text{ZH: "待处理", EN: "Open"}
	closedTasks  = words.Text{ZH: "已处理", EN: "Closed"}
	seenTo       = words.Text{ZH: "已处理", EN: "Seen to"}
	dismiss      = words.Text{ZH: "忽略", EN: "Dismiss"}
	closedBy     = words.Text{ZH: "%s 于 %s 处理", EN: "Closed by %s at %s"}
)

// taskKinds say what a task is about, where it has no sentence of its own.
var taskKinds = map[task.Kind]words.Text{
	task.PromiseMissed:    {ZH: "承诺超时", EN: "A promise was missed"},
	task.CalendarMissing:  {ZH: "缺少年度工作日安排", EN: "A year has no schedule of working days"},
	task.Contradiction:    {ZH: "数据矛盾，流程在等待", EN: "A contradiction, and a run waits"},
	task.Refused:          {ZH: "开具失败待更正", EN: "Refused for good by the provider"},
	task.Alone:            {ZH: "单张开具受阻", EN: "One document fails alone"},
	task.KeepsEnding:      {ZH: "运行反复中断", EN: "A run keeps ending"},
	task.Paused:           {ZH: "运行被暂停", EN: "An activity is paused"},
	task.Difference:       {ZH: "对账差异", EN: "Difference of the reconciliation"},
	task.BuyersForm:       {ZH: "购买方发起的确认单", EN: "Form of a buyer"},
	task.UnsentMail:       {ZH: "未送达的邮件", EN: "A mail was not handed over"},
	task.ParkedDeliveries: {ZH: "推送已搁置", EN: "Webhook deliveries are parked"},
}

// stages say which promise was missed.
var stages = map[string]words.Text{
	"review":  {ZH: "审核", EN: "review"},
	"issue":   {ZH: "开具", EN: "issue"},
	"ship":    {ZH: "寄送", EN: "shipping"},
	"ticket":  {ZH: "工单", EN: "ticket"},
	"confirm": {ZH: "购买方确认", EN: "the buyer's confirmation"},
}

// taskList is what operators are to see to, the open or the closed ones.
type taskList struct {
	Status string
	Tasks  page.List[api.OperatorTask]
}

func showTasks(v *page.Visit) error {
	list, err := tasksOf(v)
	if err != nil {
		return err
	}
	return v.Show(tasksTitle, tasksPage(v, list))
}

func tasksOf(v *page.Visit) (taskList, error) {
	list := taskList{Status: string(task.Open)}
	if v.R.URL.Query().Get("status") == string(task.Closed) {
		list.Status = string(task.Closed)
	}
	query := asked(v, []string{"kind", "seller"})
	query.Set("status", list.Status)
	return list, v.Get("/v1/operator-tasks?"+query.Encode(), &list.Tasks)
}

// taskCalls are the calls of what is done with a task.
var taskCalls = map[string]string{"see_to": "seen-to", "dismiss": "dismiss"}

func settleTask(v *page.Visit) error {
	call, known := taskCalls[v.Path("deed")]
	if !known {
		return v.Go(tasks)
	}
	err := v.Call(http.MethodPost, "/v1/operator-tasks/"+url.PathEscape(v.Path("task"))+"/"+call, nil, nil)
	if v.Refused(err) {
		list, err := tasksOf(v)
		if err != nil {
			return err
		}
		return v.ShowAs(v.Status(), tasksTitle, tasksPage(v, list))
	}
	if err != nil {
		return err
	}
	return v.Go(v.Back(tasks))
}

// saysOf is what a task is about.
func saysOf(t api.OperatorTask) words.Text {
	says, known := taskKinds[t.Kind]
	if !known {
		says = page.CauseSays(invoice.Cause(t.Kind))
	}
	if t.Stage != nil {
		says = words.Joined("：", ": ", says, stages[*t.Stage])
	}
	return says
}

func detailOf(t api.OperatorTask) words.Text {
	if t.Detail == nil || t.DetailZH == nil {
		return words.Text{}
	}
	return words.Text{ZH: *t.DetailZH, EN: *t.Detail}
}

// subjectOf is where the page of the object is that a task is about; empty for what has none.
func subjectOf(t api.OperatorTask) string {
	if t.Workflow == nil {
		return ""
	}
	kind, id, _ := strings.Cut(*t.Workflow, "/")
	switch kind {
	case "application":
		return applications + "/" + url.PathEscape(id)
	case "invoice", "reversal":
		return invoices + "/" + url.PathEscape(id)
	case "ticket":
		return tickets + "/" + url.PathEscape(id)
	default:
		return ""
	}
}

func taskNumber(t api.OperatorTask) string { return strconv.FormatInt(t.ID, 10) }
