package consumptioncsv_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/starter/consumptioncsv"
)

const header = "id,account,charge,seller,payer,product,tax_code,tax_rate,cash,coupon,rebate,paid_at,resources_created_at\n"

func TestAFileOfConsumptionIsRead(t *testing.T) {
	file, err := consumptioncsv.Read(strings.NewReader("\ufeff" + header +
		"b-1,acct,prepaid,platform,agent,云服务器,3040203000000000000,0.06,1000.00,60.00,0.00,2026-09-18T14:03:11+08:00,2026-09-18T14:05:40+08:00\n" +
		"b-2,other,postpaid,isv-1,,\"软件, 年费\",3040203000000000000,0.13,0.01,0.00,0.00,2026-09-18T14:03:11Z,\n" +
		"b-2,other,postpaid,isv-1,,\"软件, 年费\",3040203000000000000,0.13,0.01,0.00,0.00,2026-09-18T14:03:11Z,\n"))
	require.NoError(t, err)
	require.Empty(t, file.BadRows)
	require.Equal(t, 3, file.Rows)
	require.Len(t, file.Items, 2, "the same row twice counts once")
	require.Equal(t, "1000.00", file.Items[0].Cash.String())
	require.Equal(t, "agent", file.Items[0].Payer)
	require.Equal(t, "2026-09-18T06:05:40Z", file.Items[0].ResourcesCreatedAt.UTC().Format("2006-01-02T15:04:05Z07:00"))
	require.Equal(t, "软件, 年费", file.Items[1].Product)
	require.Nil(t, file.Items[1].ResourcesCreatedAt)
	require.Equal(t, []string{"acct", "agent", "other"}, file.Accounts())
}

func TestEveryBadRowIsListedWithItsLineAndEveryReason(t *testing.T) {
	good := "b-1,acct,prepaid,platform,,p,3040203000000000000,0.06,1.00,0.00,0.00,2026-09-18T14:03:11+08:00,"
	for change, reasons := range map[string][]string{
		strings.Replace(good, "b-1", "b 1", 1):                                         {`id "b 1"`},
		strings.Replace(good, "acct", "", 1):                                           {`account ""`},
		strings.Replace(good, "prepaid", "free", 1):                                    {`charge "free" is not prepaid or postpaid`},
		strings.Replace(good, ",p,", ",,", 1):                                          {`product ""`},
		strings.Replace(good, "3040203000000000000", "304", 1):                         {`tax_code "304" is not 19 digits`},
		strings.Replace(good, "0.06", "6%", 1):                                         {`tax_rate "6%"`},
		strings.Replace(strings.Replace(good, "1.00", "1.005", 1), "0.00", "-1.00", 1): {`cash "1.005"`, `coupon "-1.00"`},
		strings.Replace(good, "2026-09-18T14:03:11+08:00", "2026-09-18", 1):            {`paid_at "2026-09-18"`},
		good + "later":   {`resources_created_at "later"`},
		"too,short":      {"it has 2 columns"},
		"\"unclosed,row": {"\""},
	} {
		file, err := consumptioncsv.Read(strings.NewReader(header + good + "\n" + change + "\n"))
		require.NoError(t, err)
		require.Len(t, file.BadRows, 1, change)
		require.Equal(t, 3, file.BadRows[0].Line, change)
		for _, reason := range reasons {
			require.Contains(t, file.BadRows[0].Reason, reason)
		}
		require.Len(t, file.Items, 1)
	}
	file, err := consumptioncsv.Read(strings.NewReader(header + good + "\n" + strings.Replace(good, "1.00", "2.00", 1) + "\n"))
	require.NoError(t, err)
	require.Contains(t, file.BadRows[0].Reason, "with other content")
}

func TestAFileWithoutItsColumnsIsRefused(t *testing.T) {
	_, err := consumptioncsv.Read(strings.NewReader("id,account\n1,2\n"))
	require.ErrorContains(t, err, "cash")
	_, err = consumptioncsv.Read(strings.NewReader(""))
	require.ErrorContains(t, err, "empty")
}
