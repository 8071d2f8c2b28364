package page

import (
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
)

// causes are the troubles in words.
var causes = map[invoice.Cause]words.Text{
	invoice.QuotaExhausted: {ZH: "额度用尽", EN: "Quota used up"},
	invoice.SessionExpired: {ZH: "税局登录失效", EN: "Tax bureau session expired"},
	invoice.ProviderDown:   {ZH: "平台无应答", EN: "The platform does not answer"},
	invoice.SealingFailed:  {ZH: "签章失败", EN: "Sealing failed"},
	invoice.FileMissing:    {ZH: "文件缺失", EN: "Files are missing"},
	invoice.Restored:       {ZH: "登记数据已回退", EN: "The register was restored"},
}

// CauseSays names a trouble because of which invoices are parked.
func CauseSays(c invoice.Cause) words.Text {
	if says, known := causes[c]; known {
		return says
	}
	return words.Same(string(c))
}
