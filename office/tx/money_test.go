package tx_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/money"
	"kaipiao/office/tx"
)

// Whatever amount is written, alone or among others, the database has it to the cent; where a text is asked for, it is written as one.
func TestAmountsComeToTheDatabaseToTheCent(t *testing.T) {
	config, err := pgxpool.ParseConfig(postgrestest.Database(t))
	require.NoError(t, err)
	tx.Configure(config)
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	for _, amount := range []money.Amount{
		money.Zero, {}, money.Cent, money.MustParse("-0.10"), money.MustParse("9999999999999999.99"), money.MustParse("1000000.00"),
	} {
		var alone, text, among string
		require.NoError(t, pool.QueryRow(t.Context(), "select $1::numeric(18, 2)::text, $2::text, ($3::numeric(18, 2)[])[2]::text",
			amount, amount, []money.Amount{money.Cent, amount}).Scan(&alone, &text, &among))
		require.Equal(t, []string{amount.String(), amount.String(), amount.String()}, []string{alone, text, among})
	}
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		amount := money.FromCents(rapid.Int64Range(-999_999_999_999_999_999, 999_999_999_999_999_999).Draw(t, "cents"))
		var found money.Amount
		require.NoError(t, pool.QueryRow(ctx, "select $1::numeric(18, 2)", amount).Scan(&found))
		require.True(t, amount.Equal(found), "%s became %s", amount, found)
	})
}
