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
	ID          int64            `json:"id"`
	WebhookID   string           `json:"webhook_id" doc:"The header webhook-id of its message, the same with every try."`
	Type        string           `json:"type" doc:"invoice.issued, application.approved, ticket.opened and the others of docs/events.md."`
	At          time.Time        `json:"at"`
	Application *ids.Application `json:"application" nullable:"true"`
	Invoice     *ids.Invoice     `json:"invoice" nullable:"true"`
	Ticket      *ids.Ticket      `json:"ticket" nullable:"true"`
	Status      webhook.Status   `json:"status" enum:"waiting,delivered,parked" doc:"Parked when it was tried for a day in vain."`
	Attempts    int              `json:"attempts"`
	NextTryAt   *time.Time       `json:"next_try_at" nullable:"true" doc:"Null behind an earlier one of the same invoice, and when it is done."`
	Answer      string           `json:"answer" doc:"What came of the last try."`
	SettledAt   *time.Time       `json:"settled_at" nullable:"true"`
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
	Delivery int64 `path:"delivery" minimum:"1"`
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
