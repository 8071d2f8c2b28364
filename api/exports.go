package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/office/exports"
	"kaipiao/office/invoices"
)

// ExportBody asks for a file.
type ExportBody struct {
	What    export.What   `json:"what" enum:"invoices,ledger,audit_pack,documents"`
	Account ids.Account   `json:"account,omitempty" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"Left out for all accounts; a customer's is its own." example:"acct-1001"`
	From    string        `json:"from,omitempty" format:"date" doc:"The first day, in Asia/Shanghai; left out where invoices are chosen." example:"2026-09-01"`
	To      string        `json:"to,omitempty" format:"date" doc:"The last day, itself included; 366 days at most, or left out too." example:"2026-09-30"`
	Format  export.Format `json:"format" enum:"zip,xlsx,csv,jsonl"`
	// Invoices and Filter say which invoices are meant; without either, all that were issued in the time.
	Invoices []ChosenInvoice `json:"invoices,omitempty" maxItems:"1000" nullable:"false" doc:"Only these, whenever they were issued (所选发票)."`
	Filter   *ExportFilter   `json:"filter,omitempty" doc:"Only those that a list has that is narrowed so; of an account over any time."`
}

// ChosenInvoice is the id of an invoice in a list of them.
type ChosenInvoice ids.Invoice

// Schema is that of an invoice's id; a tag would describe the list instead of its items.
func (ChosenInvoice) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^[A-Za-z0-9-]{1,64}$`, Description: "The id of an invoice (发票)."}
}

// ExportFilter narrows what is exported as the list of invoices is narrowed.
type ExportFilter struct {
	View           invoices.View  `json:"view,omitempty" enum:"all,under_way,needs_you,issued,undone"`
	Status         ListedStatus   `json:"status,omitempty"`
	Seller         ids.Seller     `json:"seller,omitempty" pattern:"^[A-Za-z0-9._-]{1,64}$"`
	Kind           invoice.Kind   `json:"kind,omitempty" enum:"ordinary,special"`
	Medium         invoice.Medium `json:"medium,omitempty" enum:"electronic,paper"`
	Number         string         `json:"number,omitempty" maxLength:"20" pattern:"^[0-9]+$" doc:"Its number, or a red one." example:"26112000000000000001"`
	TrackingNumber string         `json:"tracking_number,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]+$" doc:"Of any parcel." example:"SF1234567890"`
	Title          string         `json:"title,omitempty" maxLength:"200" text:"name" doc:"A title (抬头) in full, in any width." example:"北京甲科技有限公司"`
	AmountFrom     string         `json:"amount_from,omitempty" pattern:"^(0|[1-9][0-9]{0,15})\\.[0-9]{2}$" doc:"At least this, in CNY." example:"10000.00"`
}

// terms is the filter as it is kept.
func (f *ExportFilter) terms() *export.Filter {
	if f == nil {
		return nil
	}
	return &export.Filter{
		View: string(f.View), Status: string(f.Status), Seller: string(f.Seller), Kind: string(f.Kind), Medium: string(f.Medium), Number: f.Number,
		TrackingNumber: f.TrackingNumber, Title: f.Title, AmountFrom: f.AmountFrom,
	}
}

// Export is a file that somebody asked for: made whole, or there is a sentence that says why there is none.
type Export struct {
	ID          ids.Export     `json:"id"`
	Status      export.Status  `json:"status" enum:"requested,making,ready,failed"`
	Progress    ExportProgress `json:"progress" doc:"How far the export has come."`
	Href        string         `json:"href" doc:"Where it is read again." example:"/v1/exports/01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a"`
	What        export.What    `json:"what" enum:"invoices,ledger,audit_pack,documents"`
	Account     *ids.Account   `json:"account" nullable:"true" doc:"Whose it is; null for all accounts." example:"acct-1001"`
	From        *calendar.Date `json:"from" nullable:"true" doc:"The first day, in Asia/Shanghai; null where invoices were chosen." example:"2026-09-01"`
	To          *calendar.Date `json:"to" nullable:"true" doc:"The last day, itself included; null where invoices were chosen one by one." example:"2026-09-30"`
	Chosen      int            `json:"chosen" doc:"How many invoices were chosen one by one; 0 for all of the time." example:"0"`
	Format      export.Format  `json:"format" enum:"zip,xlsx,csv,jsonl"`
	RequestedBy string         `json:"requested_by" doc:"Who asked for it: a role with its name." example:"finance:zhao"`
	RequestedAt time.Time      `json:"requested_at" doc:"When that was, in UTC; what moves on the ledger later is not in it." example:"2026-10-01T09:00:00Z"`
	EndedAt     *time.Time     `json:"ended_at" nullable:"true" doc:"When it was ready or failed, in UTC; null before." example:"2026-10-01T09:00:05Z"`
	File        *ExportFile    `json:"file" doc:"The file itself; null until it is ready."`
	Why         *string        `json:"why" nullable:"true" doc:"Why nothing came of it, in English; null where something did, or may still."`
	WhyZH       *string        `json:"why_zh" nullable:"true" doc:"Why nothing came of it, in Chinese."`
	Workflow    *Workflow      `json:"workflow" doc:"The run that makes it, also when it has ended."`
	Actions     []Action       `json:"actions" nullable:"false" doc:"What this caller may do now, and what it would expect to but may not, and why."`
}

// ExportProgress is how far an export has come.
type ExportProgress struct {
	Percent int `json:"percent" doc:"How far it has come, from 0 to 100." example:"40"`
	Done    int `json:"done" doc:"How many invoices and records are written." example:"400"`
	Of      int `json:"of" doc:"About how many there are; 0 until they are counted." example:"1000"`
}

// ExportFile is what was made.
type ExportFile struct {
	Name   string `json:"name" doc:"What it is called when it is saved." example:"invoices-acct-1001-2026-09-01-2026-09-30.zip"`
	Href   string `json:"href" doc:"Where it is fetched." example:"/v1/exports/01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a/file"`
	SHA256 string `json:"sha256" doc:"The SHA-256 checksum of the file, in hex."`
	Size   int64  `json:"size" doc:"The size of the file, in bytes." example:"123456"`
}

type exportAnswer struct{ Body Export }

func (s *surface) exports() {
	on(s, call{
		method: http.MethodPost, path: "/v1/exports", does: access.RequestExport, status: http.StatusAccepted,
		summary: "Ask for a file of invoices, of the ledger, or of what auditors look at",
	}, s.postExport)
	on(s, call{
		method: http.MethodGet, path: "/v1/exports", does: access.ListExports,
		summary: "Files that were asked for, newest first; a customer sees its own",
	}, s.listExports)
	on(s, call{method: http.MethodGet, path: "/v1/exports/{id}", does: access.ReadExport, summary: "A file that was asked for"}, s.getExport)
	on(s, call{method: http.MethodGet, path: "/v1/exports/{id}/file", does: access.ReadExportFile, summary: "The file itself, once it is ready"}, s.getExportFile)
}

// exportKey is a caller's own key of an export, which it may leave out.
type exportKey string

// Schema is too long for a tag.
func (exportKey) Schema(huma.Registry) *huma.Schema {
	longest := 200
	return &huma.Schema{
		Type: huma.TypeString, MaxLength: &longest, Pattern: `^[\x21-\x7e]*$`, Examples: []any{"export-2026-09"},
		Description: "The caller's own key of this call (幂等键): the same one finds the same export. It may be left out.",
	}
}

func (s *surface) postExport(ctx context.Context, in *struct {
	Key  exportKey `header:"Idempotency-Key"`
	Body ExportBody
},
) (*exportAnswer, error) {
	who := callerOf(ctx)
	terms := export.Terms{What: in.Body.What, Account: in.Body.Account, Format: in.Body.Format, Filter: in.Body.Filter.terms()}
	for _, id := range in.Body.Invoices {
		terms.Invoices = append(terms.Invoices, ids.Invoice(id))
	}
	if who.Role == access.Customer {
		if terms.Account == "" {
			terms.Account = who.Account
		}
		if err := mayDo(ctx, access.Object{What: "account", Account: terms.Account}); err != nil {
			return nil, err
		}
	}
	if terms.What == export.AuditPack && !who.SeesAuditPacks() {
		return nil, edgeProblem(codeForbidden, who.Role)
	}
	if err := in.Body.days(&terms); err != nil {
		return nil, err
	}
	asked, err := s.Office.Exports.Request(ctx, exports.Order{ID: exportID(who, string(in.Key)), Terms: terms, By: actorOf(ctx)}, s.Now())
	return &exportAnswer{Body: s.showExport(ctx)(asked)}, err
}

// days reads the first and the last day.
func (b ExportBody) days(terms *export.Terms) error {
	if len(b.Invoices) > 0 && b.From == "" && b.To == "" {
		return nil
	}
	for name, day := range map[string]struct {
		given string
		into  *calendar.Date
	}{"from": {b.From, &terms.From}, "to": {b.To, &terms.To}} {
		read, err := dayOf(name, day.given)
		if err != nil {
			return err
		}
		if read == nil {
			return malformed(name, "This member is missing.", "缺少该字段。")
		}
		*day.into = *read
	}
	return nil
}

// exportID follows from the caller and its key, or is a new one.
func exportID(who access.Identity, key string) ids.Export {
	if key == "" {
		return ids.Export(uuid.NewString())
	}
	name := fmt.Sprintf("kaipiao/export/%s/%s/%s/%s", who.Role, who.Account, who.Subject, key)
	return ids.Export(uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String())
}

func (s *surface) listExports(ctx context.Context, in *struct{ PageQuery }) (*listAnswer[Export], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	who := callerOf(ctx)
	found, err := s.Office.Exports.List(ctx, exports.Filter{OnlyOf: who.Account, WithoutPacks: !who.SeesAuditPacks()}, page)
	return listOf(found, s.showExport(ctx)), err
}

func (s *surface) getExport(ctx context.Context, in *ObjectPath[ids.Export]) (*exportAnswer, error) {
	found, err := s.ownExport(ctx, in.ID)
	return &exportAnswer{Body: s.showExport(ctx)(found)}, err
}

// ownExport reads an export that the caller may see: a customer one that its own account's customers have asked for, because what others
// ask for of the account is theirs; and an audit pack, who may ask for one.
func (s *surface) ownExport(ctx context.Context, id ids.Export) (export.Export, error) {
	found, err := s.Office.Exports.Export(ctx, id)
	if err != nil {
		return found, err
	}
	who, whose := callerOf(ctx), access.Object{What: "export", Account: found.Terms.Account}
	if who.Role == access.Customer && found.By.Kind != actor.Customer {
		whose.Account = ""
	}
	if found.Terms.What == export.AuditPack && !who.SeesAuditPacks() {
		return export.Export{}, refusal.New(refusal.NotFound, "", "export")
	}
	if err := mayDo(ctx, whose); err != nil {
		return export.Export{}, err
	}
	return found, nil
}

// getExportFile sends the file as it is read from the store.
func (s *surface) getExportFile(ctx context.Context, in *ObjectPath[ids.Export]) (*huma.StreamResponse, error) {
	found, err := s.ownExport(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if found.Status != export.Ready {
		return nil, refusal.New(refusal.FileNotReady, "")
	}
	return s.sendFile(ctx, download{
		key: found.File.Key, name: found.Terms.Name(), contentType: found.Terms.Format.ContentType(), sha256: found.File.SHA256, size: found.File.Size,
	})
}

// showExport shows exports to the caller, whom the calls have found to be allowed to see them.
func (s *surface) showExport(ctx context.Context) func(export.Export) Export {
	return func(e export.Export) Export {
		shown := s.shownExport(e)
		fetch := life.Offer{Subject: "export", Action: "read_file", Object: string(e.ID)}
		if e.Status != export.Ready {
			fetch.Why = refusal.New(refusal.FileNotReady, "")
		}
		shown.Actions = s.actions(ctx, access.Object{}, []life.Offer{fetch})
		return shown
	}
}

func (s *surface) shownExport(e export.Export) Export {
	shown := Export{
		ID: e.ID, Status: e.Status, Progress: ExportProgress{e.Percent(), e.Progress.Done, e.Progress.Of}, Href: "/v1/exports/" + string(e.ID),
		What: e.Terms.What, Account: orNull(e.Terms.Account), Chosen: len(e.Terms.Invoices), Format: e.Terms.Format, RequestedBy: e.By.String(),
		RequestedAt: e.RequestedAt.UTC(), EndedAt: utc(e.EndedAt), Why: orNull(e.Why.English), WhyZH: orNull(e.Why.Chinese),
		Workflow: s.workflow(message.WorkflowOfExport(e.ID)),
	}
	if len(e.Terms.Invoices) == 0 {
		shown.From, shown.To = &e.Terms.From, &e.Terms.To
	}
	if e.Status == export.Ready {
		shown.File = &ExportFile{Name: e.Terms.Name(), Href: shown.Href + "/file", SHA256: e.File.SHA256, Size: e.File.Size}
	}
	return shown
}
