package tracing

import (
	"strings"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
)

// Database sees statements, each by its name in schema/queries; nil where nothing is traced. What belongs to no trace begins none, such as the
// outbox's looking for messages.
func Database() pgx.QueryTracer { //nolint:ireturn // pgx's
	if !On() {
		return nil
	}
	return otelpgx.NewTracer(
		otelpgx.WithSpanNameFunc(statementName), otelpgx.WithDisableSQLStatementInAttributes(), otelpgx.WithDisableConnectionDetailsInAttributes(),
		otelpgx.WithDisableAcquireTracer(),
	)
}

// statementName is that of a generated statement, and the first word of another one.
func statementName(sql string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(sql, "-- name: "), " ")
	name, _, _ = strings.Cut(name, "\n")
	return strings.TrimSuffix(name, ";")
}
