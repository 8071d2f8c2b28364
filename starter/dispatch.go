package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/message"
	"kaipiao/domain/ticket"
	"kaipiao/office"
	"kaipiao/office/outbox"
	"kaipiao/workflows"
)

const (
	// sendTimeout bounds one call to Temporal; what takes longer is tried again.
	sendTimeout = 5 * time.Second
	// afterTrouble is the pause after the database could not be listened to.
	afterTrouble = time.Second
)

// dispatch hands the outbox to Temporal until ctx ends. Whatever fails is tried again: accepted work is never forgotten.
func dispatch(ctx context.Context, store *office.Office, temporalClient client.Client) {
	send := func(ctx context.Context, m outbox.Message) error { return send(ctx, temporalClient, m) }
	for ctx.Err() == nil {
		err := store.Outbox.Deliver(ctx, time.Now, send)
		if ctx.Err() != nil {
			return
		}
		slog.Warn("the outbox is not delivered for a moment", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(afterTrouble):
		}
	}
}

// errands do what Temporal is asked for.
var errands = map[message.Kind]func(context.Context, client.Client, outbox.Message) error{
	message.StartApplication: startApplication,
	message.StartTicket:      startTicket,
	message.SignalWorkflow:   signalWorkflow,
	message.TellSellerDesk:   tellDesk,
	message.TellReversals:    tellReversals,
}

// send starts or signals one workflow. Doing so twice is harmless: the workflow's id is the business id.
func send(ctx context.Context, temporalClient client.Client, m outbox.Message) error {
	ctx, stop := context.WithTimeout(ctx, sendTimeout)
	defer stop()
	err := errands[m.Kind](ctx, temporalClient, m)
	if err != nil {
		slog.Warn("Temporal did not take a message; it will be sent again", "workflow", m.WorkflowID, "signal", m.Signal, "error", err)
	}
	return err
}

// startApplication starts the workflow of an application.
func startApplication(ctx context.Context, temporalClient client.Client, m outbox.Message) error {
	var input message.ApplicationStart
	if err := json.Unmarshal(m.Payload, &input); err != nil {
		return fmt.Errorf("read the start of %s: %w", m.WorkflowID, err)
	}
	options := startOnce(m.WorkflowID)
	options.StaticSummary = fmt.Sprintf("application for %s invoices of account %s", input.Medium, input.Account)
	options.TypedSearchAttributes = temporal.NewSearchAttributes(
		workflows.StageAttribute.ValueSet(workflows.StageReview), workflows.AccountAttribute.ValueSet(input.Account),
		workflows.MediumAttribute.ValueSet(string(input.Medium)), workflows.DueAttribute.ValueSet(input.ReviewDueAt),
		workflows.OverdueAttribute.ValueSet(false))
	_, err := temporalClient.ExecuteWorkflow(ctx, options, workflows.ApplicationWorkflow, input)
	return unlessStarted(err)
}

// startTicket starts the workflow of a ticket.
func startTicket(ctx context.Context, temporalClient client.Client, m outbox.Message) error {
	var input message.TicketStart
	if err := json.Unmarshal(m.Payload, &input); err != nil {
		return fmt.Errorf("read the start of %s: %w", m.WorkflowID, err)
	}
	options := startOnce(m.WorkflowID)
	options.StaticSummary = fmt.Sprintf("ticket of account %s: %s", input.Account, input.Kind)
	attributes := []temporal.SearchAttributeUpdate{
		workflows.StageAttribute.ValueSet(workflows.StageTicket), workflows.AccountAttribute.ValueSet(input.Account), workflows.OverdueAttribute.ValueSet(false),
	}
	if input.Status.Turn() == ticket.CustomersTurn {
		attributes = append(attributes, workflows.WaitingForAttribute.ValueSet(string(ticket.CustomersTurn)))
	} else {
		attributes = append(attributes, workflows.DueAttribute.ValueSet(input.DueAt))
	}
	options.TypedSearchAttributes = temporal.NewSearchAttributes(attributes...)
	_, err := temporalClient.ExecuteWorkflow(ctx, options, workflows.TicketWorkflow, input)
	return unlessStarted(err)
}

// startOnce: an id is started once, and never again when its workflow has ended.
func startOnce(id string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID: id, TaskQueue: workflows.TaskQueue,
		WorkflowIDReusePolicy:                    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy:                 enums.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
	}
}

// unlessStarted: what was started before is well.
func unlessStarted(err error) error {
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return nil
	}
	return err
}

// signalWorkflow tells a running workflow what was decided or happened. One that has ended has nothing left to learn.
func signalWorkflow(ctx context.Context, temporalClient client.Client, m outbox.Message) error {
	err := temporalClient.SignalWorkflow(ctx, m.WorkflowID, "", m.Signal, json.RawMessage(m.Payload))
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		return nil
	}
	return err
}

// tellDesk tells a seller's desk, and starts it where it does not run (I5).
func tellDesk(ctx context.Context, temporalClient client.Client, m outbox.Message) error {
	seller := strings.TrimPrefix(m.WorkflowID, message.WorkflowOfSellerDesk(""))
	_, err := temporalClient.SignalWithStartWorkflow(ctx, m.WorkflowID, m.Signal, json.RawMessage(m.Payload), client.StartWorkflowOptions{
		TaskQueue: workflows.TaskQueue, StaticSummary: "troubles of the seller " + seller,
	}, workflows.SellerDeskWorkflow, workflows.DeskStart{Seller: seller})
	return err
}

// tellReversals tells the workflow of an invoice's reversals, and starts it where it does not run; it may have run before.
func tellReversals(ctx context.Context, temporalClient client.Client, m outbox.Message) error {
	start, news, err := m.TellsReversal()
	if err != nil {
		return fmt.Errorf("read the message to %s: %w", m.WorkflowID, err)
	}
	_, err = temporalClient.SignalWithStartWorkflow(ctx, m.WorkflowID, m.Signal, news, client.StartWorkflowOptions{
		TaskQueue: workflows.TaskQueue, StaticSummary: fmt.Sprintf("reversal of a %s invoice of account %s", start.Medium, start.Account),
		TypedSearchAttributes: temporal.NewSearchAttributes(
			workflows.StageAttribute.ValueSet(workflows.StageReversal), workflows.AccountAttribute.ValueSet(start.Account),
			workflows.MediumAttribute.ValueSet(string(start.Medium)), workflows.OverdueAttribute.ValueSet(false)),
	}, workflows.ReversalWorkflow, start)
	return err
}
