// Package focus generates bills of the shape of real ones, in the FinOps FOCUS format.
package focus

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"

	"github.com/shopspring/decimal"
)

// sampleColumns are the columns of a real export, in its order.
var sampleColumns = []string{
	"AvailabilityZone", "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd",
	"BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd",
	"ChargePeriodStart", "ConsumedQuantity", "ConsumedUnit", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingCategory",
	"ProviderName", "PublisherName", "RegionId", "RegionName", "ResourceId", "ServiceCategory", "ServiceName", "SkuId",
	"SubAccountId", "SubAccountName", "Tags",
}

// The names of a sample are invented.
var (
	sampleCompanies = []string{"云杉科技", "海棠数据", "北辰网络", "星汉智能"}
	sampleTeams     = []string{"研发中心", "数据平台", "电商事业部", "华东分公司", "测试环境"}
	sampleServices  = [][2]string{
		{"Compute", "云服务器"},
		{"Storage", "对象存储"},
		{"Databases", "云数据库"},
		{"Networking", "负载均衡"},
		{"Networking", "内容分发网络"},
		{"AI and Machine Learning", "大模型平台"},
	}
	sampleMonths  = [][2]string{{"2026-08-01 00:00:00", "2026-09-01 00:00:00"}, {"2026-09-01 00:00:00", "2026-10-01 00:00:00"}}
	sampleVendors = []string{"长风安全", "Redwood Software"}
)

const (
	sampleProvider = "示例云"
	sampleIssuer   = "示例云计算有限公司"
)

// WriteSample writes bills of the shape of real ones: rows worth fractions of a cent, NULLs, credits, corrections,
// marketplace vendors, several sub-accounts. The same seed writes the same bytes.
func WriteSample(target io.Writer, seed uint64, rows int) error {
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // a sample has to be repeatable, not secret
	writer := csv.NewWriter(target)
	if err := writer.Write(sampleColumns); err != nil {
		return err
	}
	for n := range rows {
		row := sampleRow(random, n)
		fields := make([]string, len(sampleColumns))
		for i, name := range sampleColumns {
			if fields[i] = row[name]; fields[i] == "" {
				fields[i] = "NULL"
			}
		}
		if err := writer.Write(fields); err != nil {
			return err
		}
	}
	writer.Flush()
	return writer.Error()
}

// sampleRow makes one row; the first ones make sure that every kind of row is there.
func sampleRow(random *rand.Rand, n int) map[string]string {
	company, team := random.IntN(len(sampleCompanies)), random.IntN(len(sampleTeams))
	month, service := sampleMonths[random.IntN(len(sampleMonths))], sampleServices[random.IntN(len(sampleServices))]
	// From a ten-millionth to about two dollars, most of it small, as on real bills.
	cost := decimal.New(random.Int64N(9_000)+1_000, int32(random.IntN(7))-10) //nolint:gosec // small
	row := map[string]string{
		"BillingAccountId": fmt.Sprintf("demo-90%08d", company+1), "BillingAccountName": sampleCompanies[company],
		"SubAccountId": fmt.Sprintf("/subscriptions/%s-%d", strconv.Itoa(7000+company), team), "SubAccountName": sampleCompanies[company] + sampleTeams[team],
		"BillingCurrency": "USD", "BillingPeriodStart": month[0], "BillingPeriodEnd": month[1], "ChargePeriodStart": month[0], "ChargePeriodEnd": month[1],
		"ChargeCategory": "Usage", "ChargeFrequency": "Usage-Based", "PricingCategory": "Standard", "ConsumedQuantity": strconv.Itoa(random.IntN(1000)),
		"ConsumedUnit": "Hours", "InvoiceIssuerName": sampleIssuer, "ProviderName": sampleProvider, "PublisherName": sampleIssuer,
		"RegionId": "cn-beijing", "RegionName": "华北-北京", "ServiceCategory": service[0], "ServiceName": service[1],
		"SkuId": fmt.Sprintf("SKU%04d", random.IntN(10_000)),
	}
	if random.IntN(3) == 0 {
		row["Tags"] = fmt.Sprintf(`{"team": "%s", "note": "第%d批,\n测试"}`, sampleTeams[team], n)
	}
	switch {
	case n == 0: // a purchase that needs more than one e-invoice
		row["ChargeCategory"], row["ChargeFrequency"], cost = "Purchase", "One-Time", decimal.New(25, 0)
	case n%97 == 1:
		row["ChargeCategory"], cost = "Credit", cost.Neg()
	case n%89 == 2:
		row["ChargeCategory"], cost = "Adjustment", cost.Neg()
	case n%61 == 3:
		row["ChargeCategory"] = "Tax"
	case n%37 == 4:
		row["PublisherName"], row["ServiceName"] = sampleVendors[n%len(sampleVendors)], "云市场软件"
	}
	for _, name := range []string{"BilledCost", "EffectiveCost", "ListCost"} {
		row[name] = cost.StringFixed(11)
	}
	return row
}
