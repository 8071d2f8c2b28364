package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
)

// reference is where the reference application of Temporal's makers listens (temporalio/reference-app-orders-go), and its Temporal.
type reference struct {
	Orders    string `help:"Address of the reference application's orders, http://127.0.0.1:8082: they are measured instead of e-invoices."`
	Shipments string `default:"http://127.0.0.1:8083" help:"Address of its shipments."`
	Temporal  string `default:"127.0.0.1:7233" help:"Address of its Temporal."`
	Namespace string `default:"default" help:"Its namespace there."`
}

// orders keeps so many orders under way, each of one item, from the order to the delivery.
type orders struct {
	reference
	loop     int
	run      string
	temporal client.Client
	begun    atomic.Int64
}

func newOrders(at reference, temporal client.Client, loop int) *orders {
	return &orders{reference: at, loop: loop, run: time.Now().UTC().Format("150405"), temporal: temporal}
}

func (o *orders) turn(ctx context.Context, lasts time.Duration, mark func() error) (int, error) {
	return closedLoop(ctx, o.loop, lasts, mark, o.one)
}

// one orders, has the courier deliver, and waits for the order's end.
func (o *orders) one(ctx context.Context) error {
	id := fmt.Sprintf("kaipiao-%s-%d", o.run, o.begun.Add(1))
	item := map[string]any{"sku": "Nike Air", "quantity": 1}
	ordered, err := post(ctx, o.Orders+"/orders", map[string]any{"id": id, "customerId": "kaipiao", "items": []any{item}})
	if err != nil || ordered >= http.StatusMultipleChoices {
		return fmt.Errorf("order %s: answered %d: %w", id, ordered, err)
	}
	for delivered := 0; delivered != http.StatusOK; { // its only shipment takes a moment to begin
		if delivered, err = post(ctx, o.Shipments+"/shipments/"+id+":1/status", map[string]any{"status": "delivered"}); err != nil {
			return fmt.Errorf("deliver %s: %w", id, err)
		}
		if delivered != http.StatusOK {
			if err := wait(ctx, looking); err != nil {
				return err
			}
		}
	}
	return o.temporal.GetWorkflow(ctx, "Order:"+id, "").Get(ctx, nil)
}

func post(ctx context.Context, address string, body any) (status int, err error) {
	content, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(content))
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}
