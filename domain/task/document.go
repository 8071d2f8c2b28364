package task

import (
	"fmt"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
)

// RefusedForGood are the words of the task that says that the provider refused a document for good, under a serial. The reason, which
// may hold names, stands with the document.
func RefusedForGood(document string, serial invoice.Serial) refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("The tax provider refuses %s for good under serial %s; its reason stands with the invoice.", document, serial),
		Chinese: fmt.Sprintf("开票服务商最终拒绝了 %s（流水号 %s），原因见该发票。", document, serial),
	}
}

// CannotBeMailed are the words of the task that says that a mail about something cannot be sent. The address stands with the account and
// the application.
func CannotBeMailed(subject, mail string) refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("The mail %s about %s cannot be sent: the mail server refuses its address for good. Tell the customer otherwise.", mail, subject),
		Chinese: fmt.Sprintf("关于 %s 的邮件（%s）无法投递，邮件服务器已最终拒收，请以其他方式通知客户。", subject, mail),
	}
}

// FailsAlone are the words of the task that says that a document fails alone, for a cause for which others pass.
func FailsAlone(document string, cause invoice.Cause) refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("%s fails alone while others pass (cause: %s). It is tried again by itself, ever more rarely.", document, cause),
		Chinese: fmt.Sprintf("只有 %s 反复失败（原因：%s），其他发票均已正常通过。系统会继续重试，间隔逐渐加长。", document, cause),
	}
}
