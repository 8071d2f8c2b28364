package api

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/task"
	"kaipiao/office/tasks"
)

// OperatorTask is something that people have to see to: a seller's trouble, one for each cause however many invoices it
// holds up (I5), a missed promise (I9), a year without a schedule of working days (I3), a contradiction because of which a
// workflow waits, a serial that the provider refused for good (I4), a document that fails alone while others pass (I5), a run that
// keeps ending or is paused (O6), a difference between ledger, register and provider (I11), a red-letter form that the buyer began (V8), a
// mail that was not handed over, or an endpoint that took no events (O3).
type OperatorTask struct {
	ID       int64       `json:"id" doc:"The number of the task, by which it is seen to."`
	Kind     task.Kind   `json:"kind"`
	Status   task.Status `json:"status"`
	Seller   ids.Seller  `json:"seller" doc:"Whose invoices it is about (销售方); platform where it is about no seller."`
	Workflow *string     `json:"workflow" nullable:"true" doc:"The workflow that is late or waits, the document that differs, or webhook/<id>; or null."`
	Stage    *string     `json:"stage" nullable:"true" doc:"The promise that was missed: review, issue, ship, ticket or confirm; or null." example:"issue"`
	Code     *string     `json:"code" nullable:"true" doc:"What differs, or what it is about: a serial, a cause, a mail, a run's type, an activity; or null."`
	Detail   *string     `json:"detail" nullable:"true" doc:"What is wrong and what to do, in English; null where the kind says it all."`
	DetailZH *string     `json:"detail_zh" nullable:"true" doc:"What is wrong and what to do, in Chinese; null where the kind says it all."`
	OpenedAt time.Time   `json:"opened_at" doc:"When it was raised, in UTC." example:"2026-09-18T02:00:00Z"`
	ClosedAt *time.Time  `json:"closed_at" nullable:"true" doc:"When it was closed, in UTC; null while it is open."`
	ClosedBy *string     `json:"closed_by" nullable:"true" doc:"Who closed it: a role with its name, or kaipiao; null while it is open." example:"finance:zhao"`
	Actions  []Action    `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

type taskAnswer struct{ Body OperatorTask }

func (s *surface) operatorTasks() {
	on(s, call{method: http.MethodGet, path: "/v1/operator-tasks", summary: "What operators have to see to", does: access.ListOperatorTasks}, s.listTasks)
	on(s, call{
		method: http.MethodPost, path: "/v1/operator-tasks/{task}/seen-to", does: access.SeeToOperatorTask,
		summary: "A task was seen to; what waits because of it tries at once",
	}, s.seenTo)
	on(s, call{
		method: http.MethodPost, path: "/v1/operator-tasks/{task}/dismiss", does: access.DismissOperatorTask,
		summary: "What a task is about is not done any more: a mail, or what an endpoint is owed",
	}, s.dismiss)
}

func (s *surface) listTasks(ctx context.Context, in *struct {
	PageQuery
	Status task.Status `query:"status"`
	Kind   task.Kind   `query:"kind"`
	Seller ids.Seller  `query:"seller" pattern:"^[A-Za-z0-9._-]{1,64}$"`
},
) (*listAnswer[OperatorTask], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	tasks, err := s.Office.Tasks.List(ctx, tasks.Filter{Status: string(in.Status), Kind: in.Kind, Seller: in.Seller}, page)
	return listOf(tasks, s.showTask(ctx)), err
}

func (s *surface) seenTo(ctx context.Context, in *struct {
	Task int64 `path:"task" minimum:"1" doc:"The number of the task, as the list shows it."`
},
) (*taskAnswer, error) {
	task, err := s.Office.Tasks.SeenTo(ctx, in.Task, actorOf(ctx), s.Now())
	return &taskAnswer{Body: s.showTask(ctx)(task)}, err
}

func (s *surface) dismiss(ctx context.Context, in *struct {
	Task int64 `path:"task" minimum:"1" doc:"The number of the task, as the list shows it."`
},
) (*taskAnswer, error) {
	task, err := s.Office.Tasks.Dismiss(ctx, in.Task, actorOf(ctx), s.Now())
	return &taskAnswer{Body: s.showTask(ctx)(task)}, err
}

// showTask shows tasks to the caller.
func (s *surface) showTask(ctx context.Context) func(task.Task) OperatorTask {
	return func(t task.Task) OperatorTask {
		shown := showTask(t)
		shown.Actions = s.actions(ctx, access.Object{}, t.Offers(actorOf(ctx)))
		return shown
	}
}

func showTask(t task.Task) OperatorTask {
	shown := OperatorTask{
		ID: t.ID, Kind: t.Kind, Status: t.Status(), Seller: t.Seller, Workflow: orNull(t.Subject), Stage: orNull(t.Stage),
		OpenedAt: t.OpenedAt.UTC(), ClosedAt: utc(t.ClosedAt), ClosedBy: orNull(t.ClosedBy.String()),
	}
	shown.Code, shown.Detail, shown.DetailZH = orNull(t.Code), orNull(t.Says.English), orNull(t.Says.Chinese)
	return shown
}

// taskMetrics counts the operator tasks as they stand in the register, so that every process counts the same.
type taskMetrics struct{ tasks *tasks.Office }

var (
	tasksRaised = prometheus.NewDesc("kaipiao_operator_tasks_total", "Operator tasks ever raised: sellers' troubles, and missed promises by stage.",
		[]string{"kind", "stage"}, nil)
	tasksOpen = prometheus.NewDesc("kaipiao_operator_tasks_open", "Operator tasks that are open.", []string{"kind", "stage"}, nil)
)

// Describe names the metrics.
func (taskMetrics) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- tasksRaised
	descriptions <- tasksOpen
}

// Collect reads them. While the register does not answer there are none, rather than wrong ones.
func (m taskMetrics) Collect(metrics chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), metricsTimeout)
	defer stop()
	counts, err := m.tasks.Counts(ctx)
	if err != nil {
		metrics <- prometheus.NewInvalidMetric(tasksRaised, err)
		return
	}
	for _, c := range counts {
		metrics <- prometheus.MustNewConstMetric(tasksRaised, prometheus.CounterValue, float64(c.Raised), string(c.Kind), c.Stage)
		metrics <- prometheus.MustNewConstMetric(tasksOpen, prometheus.GaugeValue, float64(c.Open), string(c.Kind), c.Stage)
	}
}
