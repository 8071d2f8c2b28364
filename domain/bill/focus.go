package bill

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"kaipiao/domain/ids"
	"kaipiao/domain/text"
)

// Row is what is used of one row of a bill.
type Row struct {
	Line        int
	Account     ids.Account
	AccountName string
	// Month is the billing period's, as the bill writes it ("2026-09").
	Month     string
	PeriodEnd time.Time
	Category  string
	// Cost is BilledCost, in Currency; it may be a fraction of a cent.
	Cost     decimal.Decimal
	Currency string
	// Publisher is who sells; Vendor is its id where it is a marketplace seller, and empty for the platform's own sale.
	Publisher string
	Vendor    ids.Seller
	Service   string
}

// credit is the category of what was not paid in cash.
const credit = "Credit"

var categories = []string{"Usage", "Purchase", "Tax", "Adjustment", credit}

// focusColumns are the columns that are read of a bill. Providers and publishers have had three sets of names: Provider, Publisher and
// InvoiceIssuer until 1.0 was final (Oracle writes them to this day), ProviderName and PublisherName until 1.3, which deprecates them for
// ServiceProviderName and HostProviderName, and 1.4, which has them no more. A bill without sub-accounts has no columns of them.
var focusColumns = []column{
	{name: "BilledCost", required: true},
	{name: "BillingAccountId", required: true},
	{name: "BillingAccountName"},
	{name: "BillingCurrency", required: true},
	{name: "BillingPeriodEnd", required: true},
	{name: "BillingPeriodStart", required: true},
	{name: "ChargeCategory", others: []string{"ChargeType"}, required: true},
	{name: "ChargeDescription"},
	{name: "InvoiceIssuerName", others: []string{"InvoiceIssuer"}},
	{name: "ProviderName", others: []string{"Provider"}},
	{name: "PublisherName", others: []string{"Publisher"}},
	{name: "HostProviderName"},
	{name: "ServiceProviderName"},
	{name: "ServiceName"},
	{name: "ServiceCategory"},
	{name: "SubAccountId"},
	{name: "SubAccountName"},
}

// versionColumns are columns by which a version is known, the latest first.
var versionColumns = []struct {
	version string
	columns []string
}{
	{"FOCUS 1.4", []string{"InvoiceDetailId", "CommitmentProgramEligibilityDetails"}},
	{"FOCUS 1.3", []string{
		"ServiceProviderName", "HostProviderName", "AllocatedMethodId", "AllocatedMethodDetails", "AllocatedResourceId", "AllocatedTags", "ContractApplied",
	}},
	{"FOCUS 1.2", []string{"BillingAccountType", "SubAccountType", "InvoiceId", "PricingCurrency"}},
	{"FOCUS 1.1", []string{
		"CapacityReservationId", "CapacityReservationStatus", "CommitmentDiscountQuantity", "CommitmentDiscountUnit", "ServiceSubcategory", "SkuMeter",
		"SkuPriceDetails",
	}},
	{"FOCUS 1.0", []string{"ProviderName", "PublisherName", "InvoiceIssuerName", "ChargeClass", "RegionId"}},
	{"FOCUS 1.0 preview", []string{"Provider", "Publisher", "InvoiceIssuer", "ChargeSubcategory", "ChargeType"}},
}

// focusVersion finds the version from the columns. Azure's 1.0 has the two types of accounts of 1.2 already,
// which say nothing in its bills.
func focusVersion(header []string) string {
	has := map[string]bool{}
	for _, name := range header {
		has[folded(name)] = true
	}
	azures := has["xskumeterid"] || has["xbillingprofileid"]
	for _, known := range versionColumns {
		for _, name := range known.columns {
			if has[folded(name)] && (!azures || !strings.HasSuffix(name, "AccountType")) {
				return known.version
			}
		}
	}
	return "FOCUS"
}

// roundedID is what a spreadsheet makes of a long number. Accounts that differed in the digits it has dropped would be one.
var roundedID = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$`)

// Read reads one row of a bill, or says everything that is wrong with it. It answers nil for a row in which nothing stands.
func (l Layout) Read(line int, fields []string) (*Row, *BadRow) {
	r, said, err := l.row(line, fields)
	if err != nil {
		return nil, bad(line, err)
	}
	if !said {
		return nil, nil
	}
	read, err := r.charge()
	if err != nil {
		return nil, bad(line, err)
	}
	return &read, nil
}

func (r row) charge() (Row, error) {
	read := Row{
		Line: r.line, Account: AccountID(r.field("BillingAccountId"), r.field("SubAccountId")), AccountName: line(r.first("SubAccountName", "BillingAccountName")),
		Category: r.field("ChargeCategory"), Currency: r.field("BillingCurrency"), Service: r.service(),
	}
	read.Publisher, read.Vendor = r.seller()
	var problems []error
	var err error
	if read.Cost, err = exactly(r.field("BilledCost")); err != nil {
		problems = append(problems, fmt.Errorf("BilledCost %w", err))
	}
	begin, err := moment(r.field("BillingPeriodStart"))
	if err != nil {
		problems = append(problems, fmt.Errorf("BillingPeriodStart %w", err))
	}
	read.Month = begin.Format("2006-01")
	if read.PeriodEnd, err = moment(r.field("BillingPeriodEnd")); err != nil {
		problems = append(problems, fmt.Errorf("BillingPeriodEnd %w", err))
	} else if read.PeriodEnd = read.PeriodEnd.UTC(); read.PeriodEnd.Before(begin) {
		problems = append(problems, errors.New("BillingPeriodEnd lies before BillingPeriodStart"))
	}
	for _, name := range []string{"BillingAccountId", "BillingCurrency"} {
		if r.field(name) == "" {
			problems = append(problems, fmt.Errorf("%s is missing", name))
		}
	}
	for _, name := range []string{"BillingAccountId", "SubAccountId"} {
		if roundedID.MatchString(r.field(name)) {
			problems = append(problems, fmt.Errorf("%s %q was rounded by a spreadsheet; take the file as it was handed out", name, r.field(name)))
		}
	}
	for name, written := range map[string]string{"ServiceName": read.Service, "PublisherName": read.Publisher, "SubAccountName": read.AccountName} {
		if err := printable(written); err != nil {
			problems = append(problems, fmt.Errorf("%s %w", name, err))
		}
	}
	if !slices.Contains(categories, read.Category) {
		problems = append(problems, fmt.Errorf("ChargeCategory %q is none of %s", read.Category, strings.Join(categories, ", ")))
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return read, errors.Join(problems...)
}

// service names what was charged for. Azure's credits and purchases have no service (F4): the charge's description stands for it, or its
// category.
func (r row) service() string {
	if name := line(r.field("ServiceName")); name != "" {
		return name
	}
	described := []rune(line(r.field("ChargeDescription")))
	if len(described) > longestName {
		described = described[:longestName]
	}
	if len(described) > 0 {
		return strings.TrimSpace(string(described))
	}
	return line(r.first("ServiceCategory", "ChargeCategory"))
}

// seller is who has sold, and its id where it is a marketplace seller: neither the provider nor the company that issues the bill. (AWS is
// billed by, and publishes as, "Amazon Web Services, Inc.": its own sale. Red Hat billed by Amazon is a vendor's.) Since 1.3 the seller
// is the service's provider, and the cloud hosts.
func (r row) seller() (publisher string, vendor ids.Seller) {
	publisher = line(r.first("PublisherName", "ServiceProviderName"))
	if publisher == "" {
		return publisher, ""
	}
	for _, column := range []string{"ProviderName", "HostProviderName", "InvoiceIssuerName"} {
		if sameCompany(publisher, r.field(column)) {
			return publisher, ""
		}
	}
	return publisher, VendorID(publisher)
}

// legalForms are the words behind a company's name that say nothing about who it is.
var legalForms = []string{"inc", "llc", "ltd", "limited", "corp", "corporation", "co", "gmbh", "company"}

// sameCompany: the publisher's name, without its legal form, is the other's, or its beginning, as Google LLC is of Google Cloud. Not the
// other way round: Cloud Security Ltd. is another company than Cloud.
func sameCompany(publisher, other string) bool {
	short, long := companyWords(publisher), companyWords(other)
	return len(short) > 0 && len(short) <= len(long) && slices.Equal(short, long[:len(short)])
}

func companyWords(name string) []string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '.' })
	for len(words) > 1 && slices.Contains(legalForms, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return words
}

// longestName is how many characters the name of a product may have.
const longestName = 300

// line writes a text in one line, in the form that all texts have (T4). One that cannot have it stays as it is, and is refused as unprintable.
func line(written string) string {
	oneLine := strings.Join(strings.FieldsFunc(written, isBlank), " ")
	if read, refused := text.Line.ReadOptional(oneLine, 0); refused == nil {
		return read
	}
	return oneLine
}

// isBlank: a cell may have several lines; what else moves the paper hides something.
func isBlank(r rune) bool { return r == '\n' || r == '\r' || r == '\t' || unicode.Is(unicode.Zs, r) }

// printable refuses what hides something, or could not be printed as it was meant.
func printable(written string) error {
	if strings.ContainsRune(written, utf8.RuneError) {
		return fmt.Errorf("%q has lost characters when the file was converted", written)
	}
	if _, refused := text.Line.ReadOptional(written, longestName); refused != nil {
		return fmt.Errorf("%q: %w", written, refused)
	}
	return nil
}
