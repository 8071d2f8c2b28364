package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"regexp"
	"strings"
	"time"

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

// importTimeout is how long a caller may take to send a file of consumption.
const importTimeout = 30 * time.Minute

// importRequest is a form whose file is stored as it comes; nothing of it is held in memory.
type importRequest struct {
	Key         string `header:"Idempotency-Key" maxLength:"200" pattern:"^[\\x21-\\x7e]*$" doc:"The caller's own key (幂等键), instead of an id."`
	contentType string
	body        io.Reader
}

// Resolve takes the body, which the library leaves alone where it is not asked for it.
func (r *importRequest) Resolve(ctx huma.Context) []error {
	r.contentType, r.body = ctx.Header("Content-Type"), ctx.BodyReader()
	_ = ctx.SetReadDeadline(time.Now().Add(importTimeout)) // a transport without deadlines has its own
	return nil
}

func (s *surface) postImport(ctx context.Context, in *importRequest) (*importAnswer, error) {
	sent := importSent{surface: s, values: map[string]string{}, key: "imports/" + uuid.NewString(), sum: sha256.New()}
	order, err := sent.read(ctx, in)
	var received bill.Import
	repeated := true
	if err == nil {
		received, repeated, err = s.Office.Imports.Receive(ctx, order, s.Now())
	}
	if sent.stored && (err != nil || repeated) {
		err = errors.Join(err, s.Files.Delete(context.WithoutCancel(ctx), sent.key)) // nobody knows of it
	}
	return &importAnswer{Body: s.showImport(received)}, err
}

// importSent is a form as it is read.
type importSent struct {
	*surface
	values map[string]string
	key    string
	stored bool
	sum    hash.Hash
	size   int64
}

func (f *importSent) read(ctx context.Context, in *importRequest) (imports.Order, error) {
	kind, parameters, err := mime.ParseMediaType(in.contentType)
	if err != nil || kind != "multipart/form-data" {
		return imports.Order{}, edgeProblem(codeMediaType)
	}
	properties := importForm.Content["multipart/form-data"].Schema.Properties
	for parts := multipart.NewReader(in.body, parameters["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return f.order(ctx, in.Key)
		}
		if err != nil {
			return imports.Order{}, errNoForm
		}
		name := part.FormName()
		if _, known := properties[name]; !known {
			return imports.Order{}, malformed(name, "There is no such member.", "没有该字段。")
		}
		if _, twice := f.values[name]; twice {
			return imports.Order{}, malformed(name, "This member was sent twice.", "该字段重复提交。")
		}
		if err := f.take(ctx, name, part); err != nil {
			return imports.Order{}, err
		}
	}
}

// take reads one member: the file into the store, another one into memory.
func (f *importSent) take(ctx context.Context, name string, part io.Reader) error {
	if name != "file" {
		content, err := io.ReadAll(io.LimitReader(part, longestTerm+1))
		if err != nil {
			return malformed(name, "The form cannot be read: it is cut off.", "无法读取表单：内容中断。")
		}
		if len(content) > longestTerm {
			return malformed(name, "This is too long.", "内容过长。")
		}
		f.values[name] = string(content)
		return nil
	}
	f.values[name] = ""
	watched := &watchedFile{from: io.TeeReader(part, f.sum), left: largestImport}
	if err := f.Files.Create(ctx, f.key, watched, "application/octet-stream"); err != nil {
		if watched.err != nil {
			return watched.err
		}
		return err
	}
	f.size, f.stored = watched.read, true
	if f.size == 0 {
		return malformed(name, "The file is empty.", "文件为空。")
	}
	return nil
}

// watchedFile counts a file that is being sent, and tells a sender that fails from a store that does.
type watchedFile struct {
	from io.Reader
	read int64
	left int64
	err  error
}

func (w *watchedFile) Read(into []byte) (int, error) {
	n, err := w.from.Read(into)
	w.read += int64(n)
	switch {
	case w.read > w.left:
		w.err = edgeProblem(codeBodyTooLarge, "4 GiB")
		return n, w.err
	case err != nil && !errors.Is(err, io.EOF):
		w.err = malformed("file", "The form cannot be read: it is cut off.", "无法读取表单：内容中断。")
		return n, w.err
	default:
		return n, err
	}
}

// order reads the terms.
func (f *importSent) order(ctx context.Context, key string) (imports.Order, error) {
	schema := importForm.Content["multipart/form-data"].Schema
	for _, name := range schema.Required {
		if _, sent := f.values[name]; !sent {
			return imports.Order{}, malformed(name, "This member is missing.", "缺少该字段。")
		}
	}
	terms, err := f.terms()
	if err != nil {
		return imports.Order{}, err
	}
	id, err := f.id(ctx, key)
	return imports.Order{
		ID: id, Terms: terms, File: f.key, SHA256: hex.EncodeToString(f.sum.Sum(nil)), Size: f.size, By: actorOf(ctx),
	}, err
}

// idOfImport is what callers' ids look like.
var idOfImport = regexp.MustCompile(idPattern)

// id is the caller's own, one that follows from the caller's key, or a new one.
func (f *importSent) id(ctx context.Context, key string) (ids.Import, error) {
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

func (f *importSent) terms() (bill.Terms, error) {
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

func (f *importSent) valueOr(name, otherwise string) string {
	if value, sent := f.values[name]; sent {
		return value
	}
	return otherwise
}
