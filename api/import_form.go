package api

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"kaipiao/domain/bill"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	"kaipiao/office/imports"
)

// importForm describes the form by which a file of consumption is handed in.
var importForm = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
	Type: huma.TypeObject, Required: []string{"format", "file"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"id": {
			Type: huma.TypeString, Pattern: idPattern, Description: "The caller's own id of the import: the same file under it again finds what was made of it.",
			Examples: []any{"bill-2026-09"},
		},
		"format":   {Type: huma.TypeString, Enum: listed(bill.Formats), Description: vocabularyOf[bill.Format]().description()},
		"encoding": {Type: huma.TypeString, Enum: listed(bill.Encodings), Description: vocabularyOf[bill.Encoding]().description()},
		"rates": {
			Type: huma.TypeString, Description: "CNY for one unit of each currency (汇率); none where all is CNY.", Examples: []any{"USD=7.10,EUR=7.80"},
		},
		"scale": {Type: huma.TypeString, Description: "What every amount of a bill is multiplied by; 1 where it is left out.", Examples: []any{"1"}},
		"tax_code": {
			Type: huma.TypeString, Pattern: "^[0-9]{19}$", Examples: []any{defaultTaxCode},
			Description: "The tax classification code (税收分类编码) of a bill's consumption; " + defaultTaxCode + " where it is left out.",
		},
		"tax_rate": {
			Type: huma.TypeString, Description: "The VAT rate (税率) of a bill's consumption; " + defaultTaxRate + " where it is left out.",
			Examples: []any{defaultTaxRate},
		},
		"skip_bad": {
			Type: huma.TypeString, Enum: []any{"true", "false"}, Description: "true: the good rows are taken although there are bad ones; false by default.",
		},
		"file": {
			Type: huma.TypeString, Format: "binary",
			Description: "CSV in UTF-8, UTF-16 or GB 18030, Parquet or xlsx, also packed with gzip or alone in a zip; 4 GiB at most.",
		},
	},
}}}}

// What a bill's consumption is where nobody says it: cloud services (信息技术服务) at the rate of services.
const (
	defaultTaxCode = "3040203000000000000"
	defaultTaxRate = "0.06"
)

const idPattern = "^[A-Za-z0-9._-]{1,64}$"

// largestImport is how many bytes a file of consumption may have; longestTerm how many another member.
const (
	largestImport = 4 << 30
	longestTerm   = 1000
)

// importRequest is a form whose file is stored as it comes; nothing of it is held in memory.
type importRequest struct {
	Key string `header:"Idempotency-Key" maxLength:"200" pattern:"^[\\x21-\\x7e]*$" doc:"The caller's own key (幂等键), instead of an id."`
	sentBody
}

// Resolve takes the body.
func (r *importRequest) Resolve(ctx huma.Context) []error {
	r.sentBody = uploaded(ctx, importUpload)
	return nil
}

// importFormKind is how the form is read.
var importFormKind = formKind{
	described: importForm, longest: longestTerm, file: fileKind{folder: "imports", largest: largestImport, tooLarge: edgeProblem(codeBodyTooLarge, "4 GiB")},
}

func (s *surface) postImport(ctx context.Context, in *importRequest) (*importAnswer, error) {
	read, err := s.readForm(ctx, importFormKind, in.sentBody)
	var received bill.Import
	repeated := true
	if err == nil {
		var order imports.Order
		if order, err = (importSent{read}).order(ctx, in.Key); err == nil {
			received, repeated, err = s.Office.Imports.Receive(ctx, order, s.Now())
		}
	}
	if err != nil || repeated {
		err = errors.Join(err, read.forget(ctx)) // nobody knows of it
	}
	return &importAnswer{Body: s.showImport(received)}, err
}

// importSent is a form as it was read.
type importSent struct{ *form }

// order reads the terms.
func (f importSent) order(ctx context.Context, key string) (imports.Order, error) {
	terms, err := f.terms()
	if err != nil {
		return imports.Order{}, err
	}
	id, err := f.id(ctx, key)
	return imports.Order{
		ID: id, Terms: terms, File: f.file.key, SHA256: f.file.sha256(), Size: f.file.size, By: actorOf(ctx),
	}, err
}

// idOfImport is what callers' ids look like.
var idOfImport = regexp.MustCompile(idPattern)

// id is the caller's own, one that follows from the caller's key, or a new one.
func (f importSent) id(ctx context.Context, key string) (ids.Import, error) {
	own, named := f.values["id"]
	switch {
	case named && key != "":
		return "", malformed("id", "Send an id, or an Idempotency-Key, and not both.", "id 与 Idempotency-Key 请只提供一个。")
	case named && !idOfImport.MatchString(own):
		return "", malformed("id", patternWords[idPattern].English, patternWords[idPattern].Chinese)
	case named:
		return ids.Import(own), nil
	case key != "":
		return ids.Import(uuid.NewSHA1(uuid.NameSpaceURL, []byte("kaipiao/import/"+callerOf(ctx).Subject+"/"+key)).String()), nil
	default:
		return ids.Import(uuid.NewString()), nil
	}
}

func (f importSent) terms() (bill.Terms, error) {
	terms := bill.Terms{
		Format: bill.Format(f.values["format"]), Encoding: bill.Encoding(f.values["encoding"]), Rates: map[string]decimal.Decimal{},
		TaxCode: f.valueOr("tax_code", defaultTaxCode),
	}
	var err error
	if terms.Scale, err = bill.ParseFactor(f.valueOr("scale", "1")); err != nil {
		return terms, malformed("scale", "The scale is a positive number.", "倍率应为正数。")
	}
	if terms.TaxRate, err = money.ParseRate(f.valueOr("tax_rate", defaultTaxRate)); err != nil {
		return terms, malformed("tax_rate", "It is a rate such as 0.06.", "应为税率，如 0.06。")
	}
	for pair := range strings.SplitSeq(f.values["rates"], ",") {
		currency, text, found := strings.Cut(strings.TrimSpace(pair), "=")
		if pair == "" {
			continue
		}
		if terms.Rates[currency], err = bill.ParseFactor(text); err != nil || !found {
			return terms, malformed("rates", "Write them as USD=7.10,EUR=7.80.", "请写成 USD=7.10,EUR=7.80 的形式。")
		}
	}
	switch skip, said := f.values["skip_bad"]; {
	case said && skip != "true" && skip != "false":
		return terms, malformed("skip_bad", "It is true or false.", "应为 true 或 false。")
	default:
		terms.SkipBad = skip == "true"
	}
	if encoding, said := f.values["encoding"]; said && encoding == "" {
		return terms, refusal.BadInput("encoding", "Say an encoding, or leave it out.", "请填写编码，或不提供该字段。")
	}
	return terms, terms.Check()
}

func (f importSent) valueOr(name, otherwise string) string {
	if value, sent := f.values[name]; sent {
		return value
	}
	return otherwise
}
