package api

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kaipiao/domain/ids"
	"kaipiao/domain/webhook"
	"kaipiao/office/subscribers"
)

// Delivery is an event that an endpoint was told, or is owed.
type Delivery struct {
	ID          int64            `json:"id" doc:"The number of the delivery, by which it is delivered again."`
	WebhookID   string           `json:"webhook_id" doc:"The header webhook-id of its message, the same with every try." example:"4711"`
	Type        string           `json:"type" doc:"invoice.issued, application.approved, ticket.opened and the others of docs/events.md." example:"invoice.issued"`
	At          time.Time        `json:"at" doc:"When the event happened, in UTC." example:"2026-09-18T02:00:00Z"`
	Application *ids.Application `json:"application" nullable:"true" doc:"The application that the event is about, or whose invoice it is; null for none."`
	Invoice     *ids.Invoice     `json:"invoice" nullable:"true" doc:"The invoice that the event is about; null for none."`
	Ticket      *ids.Ticket      `json:"ticket" nullable:"true" doc:"The ticket that the event is about; null for none."`
	Status      webhook.Status   `json:"status" enum:"waiting,delivered,parked"`
	Attempts    int              `json:"attempts" doc:"How often the endpoint was tried."`
	NextTryAt   *time.Time       `json:"next_try_at" nullable:"true" doc:"When it is tried next, in UTC; null behind an earlier one, and when it is done."`
	Answer      string           `json:"answer" doc:"What came of the last try, in words; empty before." example:"answered with 204"`
	SettledAt   *time.Time       `json:"settled_at" nullable:"true" doc:"When it was delivered or parked, in UTC; null while it waits."`
}

type deliveryAnswer struct{ Body Delivery }

func (s *surface) listDeliveries(ctx context.Context, in *struct {
	WebhookPath
	PageQuery
	Status webhook.Status `query:"status" enum:"waiting,delivered,parked"`
},
) (*listAnswer[Delivery], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	deliveries, err := s.Office.Subscribers.Deliveries(ctx, in.Webhook, in.Status, page)
	return listOf(deliveries, showDelivery), err
}

func (s *surface) redeliver(ctx context.Context, in *struct {
	WebhookPath
	Delivery int64 `path:"delivery" minimum:"1" doc:"The number of the delivery, as the list shows it."`
},
) (*deliveryAnswer, error) {
	delivery, err := s.Office.Subscribers.Redeliver(ctx, in.Webhook, in.Delivery, s.Now())
	return &deliveryAnswer{Body: showDelivery(delivery)}, err
}

func showDelivery(d webhook.Delivery) Delivery {
	return Delivery{
		ID: d.ID, WebhookID: d.Event.MessageID(), Type: d.Event.Type(), At: d.Event.At.UTC(), Application: orNull(d.Event.Application),
		Invoice: orNull(d.Event.Invoice), Ticket: orNull(d.Event.Ticket), Status: d.Status, Attempts: d.Attempts, NextTryAt: utc(d.DueAt),
		Answer: d.Answer, SettledAt: utc(d.SettledAt),
	}
}

// deliveryMetrics counts what endpoints are owed as it stands in the register, so that every process counts the same.
type deliveryMetrics struct{ subscribers *subscribers.Office }

var deliveriesOwed = prometheus.NewDesc("kaipiao_webhook_deliveries",
	"What endpoints are owed: deliveries that wait, and deliveries that are parked.", []string{"webhook", "status"}, nil)

// Describe names the metrics.
func (deliveryMetrics) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- deliveriesOwed }

// Collect reads them. While the register does not answer there are none, rather than wrong ones.
func (m deliveryMetrics) Collect(metrics chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), metricsTimeout)
	defer stop()
	counts, err := m.subscribers.DeliveryCounts(ctx)
	if err != nil {
		metrics <- prometheus.NewInvalidMetric(deliveriesOwed, err)
		return
	}
	for _, c := range counts {
		metrics <- prometheus.MustNewConstMetric(deliveriesOwed, prometheus.GaugeValue, float64(c.Count), string(c.Endpoint), string(c.Status))
	}
}
