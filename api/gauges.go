package api

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kaipiao/domain/actor"
	"kaipiao/office"
)

// gaugeMetrics are what is watched, as it stands in the register: every process says the same, so that one of them is asked.
type gaugeMetrics struct {
	office *office.Office
	now    func() time.Time
}

// gauge is one of the figures of the register, and the name of its label; empty for none.
func gauge(name, label, help string) *prometheus.Desc {
	var labels []string
	if label != "" {
		labels = []string{label}
	}
	return prometheus.NewDesc("kaipiao_"+name, help, labels, nil)
}

var (
	// gaugesOf are the figures by the names that the register gives them (office/gauges).
	gaugesOf = map[string]*prometheus.Desc{
		"outbox_messages":       gauge("outbox_messages", "", "Messages that Temporal is owed."),
		"outbox_oldest_seconds": gauge("outbox_oldest_seconds", "", "How long the oldest of them has waited."),
		"runs_owed":             gauge("runs_owed", "", "Workflows that must run, because something is owed."),
		"mails_waiting":         gauge("mails_waiting", "", "Mails that the register owes."),
		"mails_oldest_seconds":  gauge("mails_oldest_seconds", "", "How long the oldest of them has waited."),
		"tickets_open":          gauge("tickets_open", "kind", "Tickets that are not decided, by kind."),
		"parked":                gauge("parked", "cause", "Invoices and reversals that are parked, by cause."),
		"promises_due_soon":     gauge("promises_due_soon", "of", "Promises that end within a quarter of an hour and are not kept yet."),
		"promises_overdue":      gauge("promises_overdue", "of", "Promises that were missed and are still to be kept."),
		"issued_last_hour":      gauge("invoices_issued_last_hour", "medium", "Invoices that were issued within the last hour, by medium."),
		"issued_late_last_hour": gauge("invoices_issued_late_last_hour", "medium", "Those of them of which the promise to issue was missed, by medium."),
		"documents_in_question": gauge("documents_in_question", "", "Invoices that were submitted and of which nobody knows yet what became of them."),
		"documents_in_question_oldest_seconds": gauge("documents_in_question_oldest_seconds", "",
			"How long ago the oldest of them got its serial."),
		"reversals_in_question": gauge("reversals_in_question", "",
			"Reversals that were asked for and are not parked, and of which nobody knows yet what became of them."),
		"reversals_in_question_oldest_seconds": gauge("reversals_in_question_oldest_seconds", "", "How long ago the oldest of them was asked for."),
		"imports_unfinished":                   gauge("imports_unfinished", "", "Imports that were handed in and are not booked or refused."),
		"imports_oldest_seconds":               gauge("imports_oldest_seconds", "", "How long ago the oldest of them was handed in."),
		"exports_unfinished":                   gauge("exports_unfinished", "", "Exports that were asked for and are not made."),
		"exports_oldest_seconds":               gauge("exports_oldest_seconds", "", "How long ago the oldest of them was asked for."),
		"provider_token_ends_seconds":          gauge("provider_token_ends_seconds", "provider", "When what lets us in at a tax provider runs out, since 1970."),
		"provider_calls_counted":               gauge("provider_calls_counted", "provider", "Calls that count towards what a tax provider allows."),
		"database_bytes":                       gauge("database_bytes", "", "How large the database is."),
	}
	queueItems   = gauge("desk_items", "queue", "What lies in each queue of the desk, up to a bound.")
	queueOverdue = gauge("desk_overdue", "queue", "What of it is overdue.")
	queueUrgent  = gauge("desk_most_urgent_seconds", "queue", "When the most urgent of it is due, since 1970; none where nothing is.")
)

// Describe names the metrics.
func (gaugeMetrics) Describe(descriptions chan<- *prometheus.Desc) {
	for _, one := range gaugesOf {
		descriptions <- one
	}
	descriptions <- queueItems
	descriptions <- queueOverdue
	descriptions <- queueUrgent
}

// Collect reads them. While the register does not answer there are none, rather than wrong ones.
func (m gaugeMetrics) Collect(metrics chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), metricsTimeout)
	defer stop()
	now := m.now()
	read, err := m.office.Gauges.Read(ctx, now)
	if err != nil {
		metrics <- prometheus.NewInvalidMetric(queueItems, err)
		return
	}
	for _, one := range read {
		var labels []string
		if one.Label != "" {
			labels = []string{one.Label}
		}
		metrics <- prometheus.MustNewConstMetric(gaugesOf[one.Name], prometheus.GaugeValue, one.Value, labels...)
	}
	queues, err := m.office.Desk.Queues(ctx, actor.Actor{}, now)
	if err != nil {
		metrics <- prometheus.NewInvalidMetric(queueItems, err)
		return
	}
	for _, queue := range queues {
		name := string(queue.Name)
		metrics <- prometheus.MustNewConstMetric(queueItems, prometheus.GaugeValue, float64(queue.Count), name)
		metrics <- prometheus.MustNewConstMetric(queueOverdue, prometheus.GaugeValue, float64(queue.Overdue), name)
		if queue.MostUrgent != nil {
			metrics <- prometheus.MustNewConstMetric(queueUrgent, prometheus.GaugeValue, float64(queue.MostUrgent.Unix()), name)
		}
	}
}
