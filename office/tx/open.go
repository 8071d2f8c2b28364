package tx

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Open connects to the register's database.
func Open(ctx context.Context, url string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	Configure(config)
	return pgxpool.NewWithConfig(ctx, config)
}

// Configure says how the office reads. A connection remembers how the database carries a statement out, foreign keys included, and a
// plan that was made while a table was small would read it from end to end when it is large (L12). Whatever the office asks for
// is found through an index, so none is ever made. Without that a statement that does read everything looks dear, and would be compiled for nothing.
func Configure(config *pgxpool.Config) {
	config.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	config.ConnConfig.RuntimeParams["jit"] = "off"
}
