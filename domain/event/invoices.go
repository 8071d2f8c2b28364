package event

import (
	"kaipiao/domain/accounting"
	"kaipiao/domain/notice"
)

// What happens to invoices on their way to the customer.
const (
	SerialStored Name = "serial_stored"
	Waiting      Name = "waiting"
	// HandedToVendor: a marketplace vendor is to issue it.
	HandedToVendor Name = "handed_to_vendor"
	// RefusedByVendor: it will not.
	RefusedByVendor Name = "refused_by_vendor"
	// VendorReminded: finance asks the vendor for it.
	VendorReminded Name = "vendor_reminded"
	Parked         Name = "parked"
	Reduced        Name = "reduced"
	Issued         Name = "issued"
	Failed         Name = "failed"
	Corrected      Name = "corrected"
	FileStored     Name = "file_stored"
	FilesReady     Name = "files_ready"

	CorrectionProposed Name = "correction_proposed"
	CorrectionRefused  Name = "correction_refused"
)

var ofInvoices = []Entry{
	{
		Name: SerialStored, Types: Types{Invoice: "invoice.serial_stored"}, TellsDetail: true,
		English: "Serial stored", Chinese: "已分配请求流水号",
		When: "before the tax provider is asked for the first time under a serial (I4), which is the detail",
	},
	{
		Name: Waiting, Types: Types{Invoice: "invoice.waiting"}, TellsDetail: true,
		English: "Waiting", Chinese: "等待中",
		When: "an approved invoice began to wait; the detail says for whom or what, as `waiting_for` does",
	},
	{
		Name: HandedToVendor, Types: Types{Invoice: "invoice.handed_to_vendor"}, TellsDetail: true, Owes: Owes{Invoice: notice.HandedToVendor},
		English: "Handed to the vendor", Chinese: "已交由服务商开具",
		When: "an approved invoice came into the queue of the marketplace vendor that sold it (V10); the mail is the vendor's. The detail is the vendor",
	},
	{
		Name: VendorReminded, Types: Types{Invoice: "invoice.vendor_reminded"}, TellsDetail: true, Owes: Owes{Invoice: notice.VendorReminded},
		English: "Vendor reminded", Chinese: "已催办服务商",
		When: "finance asked the marketplace vendor for an invoice that it has not issued yet (I8); the mail is the vendor's. The detail is the vendor",
	},
	{
		Name: RefusedByVendor, Types: Types{Invoice: "invoice.refused_by_vendor"}, Owes: Owes{Invoice: notice.RefusedByVendor},
		English: "Refused by the vendor", Chinese: "服务商拒绝开具",
		When: "the vendor refused to issue the invoice, which is cancelled; the amounts are free again. The detail is the reason (V10)",
	},
	{
		Name: Parked, Types: Types{Invoice: "invoice.parked"}, TellsDetail: true,
		English: "Parked", Chinese: "已挂起",
		When: "a trouble of its seller holds the invoice up (I5); the detail is the cause",
	},
	{
		Name: Reduced, Types: Types{Invoice: "invoice.reduced"}, TellsDetail: true,
		English: "Reduced by refunds", Chinese: "已按退款减少金额",
		When: "what was refunded since the application was left out (I7); the detail is the amount",
	},
	{
		Name: Issued, Types: Types{Invoice: "invoice.issued"}, TellsDetail: true, Books: accounting.Issued, Mails: []notice.About{notice.Issued},
		English: "Issued", Chinese: "已开票",
		When: "the invoice has its number, which is the detail. The files follow a moment later",
	},
	{
		Name: FilesReady, Types: Types{Invoice: "invoice.files_ready"}, Books: accounting.Issued,
		English: "Files ready", Chinese: "发票文件已就绪",
		When: "every file of an issued e-invoice can be downloaded (I6)",
	},
	{
		Name: Failed, Types: Types{Invoice: "invoice.failed"}, Mails: []notice.About{notice.Failed},
		English: "Could not be issued", Chinese: "开票失败",
		When: "the tax provider refused the invoice for good; the detail is its reason (I4)",
	},
	{
		Name: Corrected, Types: Types{Invoice: "invoice.corrected"},
		English: "Buyer's data corrected", Chinese: "购买方信息已更正",
		When: "finance corrected a refused invoice, which is issued anew under another serial (I4); the detail is the old reason",
	},
	{
		Name: CorrectionProposed, Types: Types{Invoice: "invoice.correction_proposed"},
		English: "Correction proposed", Chinese: "更正待复核",
		When: "finance wants to correct a refused invoice under a title that is not the certified name; a second person has to confirm it (A4)",
	},
	{
		Name: CorrectionRefused, Types: Types{Invoice: "invoice.correction_refused"},
		English: "Correction refused", Chinese: "更正已退回",
		When: "a correction that was proposed was not confirmed; the detail is the reason",
	},
	{
		Name: FileStored, Types: Types{Invoice: "invoice.file_stored"},
		English: "File handed in by the vendor", Chinese: "服务商已上传文件",
		When: "a marketplace vendor handed in a file of its invoice (I8); the detail is the format",
	},
}
