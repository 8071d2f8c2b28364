package loggable_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/contradiction"
	"kaipiao/domain/loggable"
	"kaipiao/domain/refusal"
)

const personal = "北京甲科技有限公司"

// S6: what others have written does not come into the log, however deep it lies; what failed, and of which object, does.
func TestS6WhatOthersWroteStaysOutOfTheLog(t *testing.T) {
	said := loggable.Hide(errors.New("the aggregator answered E42 买方 "+personal), "the aggregator answered E42")
	for name, c := range map[string]struct {
		err      error
		expected string
	}{
		"plain":      {errors.New("the line is cut"), "the line is cut"},
		"hidden":     {said, "the aggregator answered E42"},
		"wrapped":    {fmt.Errorf("submit S-1: %w", said), "submit S-1: the aggregator answered E42"},
		"joined":     {errors.Join(errors.New("one"), fmt.Errorf("two: %w", said), said), "one\ntwo: the aggregator answered E42\nthe aggregator answered E42"},
		"twice":      {fmt.Errorf("%w and %w", said, errors.New("more")), "the aggregator answered E42 and more"},
		"a refusal":  {fmt.Errorf("book it: %w", refusal.BadInput("title", personal+" is wrong.", personal)), "book it: refused: invalid_request (title)"},
		"a database": {fmt.Errorf("store it: %w", &pgconn.PgError{Code: "22P02", Message: `invalid input: "` + personal + `"`}), "store it: SQLSTATE 22P02"},
		"a rule of it": {
			fmt.Errorf("store it: %w", &pgconn.PgError{Severity: "ERROR", Code: "23505", Message: "duplicate key"}),
			"store it: ERROR: duplicate key (SQLSTATE 23505)",
		},
		"an address": {
			fmt.Errorf("ask: %w", &url.Error{Op: "Get", URL: "https://provider.example/sellers/" + url.PathEscape(personal), Err: errors.New("refused")}),
			"ask: Get https://provider.example: refused",
		},
		"of Temporal": {temporal.NewApplicationErrorWithCause(personal, "outside", said), "failure outside: the aggregator answered E42"},
		"of Temporal, received": {
			temporal.NewApplicationErrorWithCause(personal, "outside", temporal.NewApplicationError(personal, "*errors.errorString")),
			"failure outside: failure *errors.errorString",
		},
		"of Nexus": {
			&nexus.OperationError{State: nexus.OperationStateFailed, Message: personal, Cause: temporal.NewApplicationError(personal, "not_found")},
			"*nexus.OperationError: failure not_found",
		},
		"a contradiction": {
			fmt.Errorf("go on: %w", contradiction.New(contradiction.StepRefused, "The title "+personal, personal)), "go on: contradiction: step_refused",
		},
	} {
		require.Equal(t, c.expected, loggable.Text(c.err), name)
		for _, log := range []func(to *bytes.Buffer) *slog.Logger{
			func(to *bytes.Buffer) *slog.Logger { return slog.New(loggable.Handler(slog.NewTextHandler(to, nil))) },
			func(to *bytes.Buffer) *slog.Logger { return slog.New(loggable.Handler(slog.NewJSONHandler(to, nil))) },
		} {
			var written bytes.Buffer
			logger := log(&written)
			logger.Warn("failed", "error", c.err, "errors", []error{c.err}, slog.Group("more", "error", c.err))
			logger.With("error", c.err).WithGroup("deep").Warn("failed again", "error", c.err)
			require.NotContains(t, written.String(), personal, name)
			require.Contains(t, written.String(), "failed again")
		}
	}
	require.Equal(t, "E42", loggable.Code("E42"))
	require.Equal(t, "(no code)", loggable.Code(personal))
}
