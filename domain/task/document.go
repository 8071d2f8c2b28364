package task

import (
	"fmt"

	"kaipiao/domain/ids"
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

// FailsAlone are the words of the task that says that a document fails alone, for a cause for which others pass.
func FailsAlone(document string, cause invoice.Cause) refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("%s fails alone while others pass (cause: %s). It is tried again by itself, ever more rarely.", document, cause),
		Chinese: fmt.Sprintf("只有 %s 反复失败（原因：%s），其他发票均已正常通过。系统会继续重试，间隔逐渐加长。", document, cause),
	}
}

// MailUnsent are the words of the task that says that a mail was not handed over: refused for good, or not taken for a day. They hold no
// address.
func MailUnsent(mail, workflow string, forGood bool) refusal.Words {
	if forGood {
		return refusal.Words{
			English: fmt.Sprintf("The mail server refuses the mail %s of %s for good. Put the address right and have it sent anew (seen to), or dismiss it.",
				mail, workflow),
			Chinese: fmt.Sprintf("邮件服务器最终拒绝了 %s 的邮件（%s）。请更正邮箱地址后重新发送（已处理），或忽略。", workflow, mail),
		}
	}
	return refusal.Words{
		English: fmt.Sprintf("The mail %s of %s could not be handed over for a day. Have it sent anew (seen to) when the mail server takes it, or dismiss it.",
			mail, workflow),
		Chinese: fmt.Sprintf("%s 的邮件（%s）一天内未能发出。请在邮件服务器恢复后重新发送（已处理），或忽略。", workflow, mail),
	}
}

// DeliveriesParked are the words of the task that says that an endpoint was not told of events.
func DeliveriesParked(webhook ids.Webhook, gone bool) refusal.Words {
	if gone {
		return refusal.Words{
			English: fmt.Sprintf("The endpoint of webhook %s says that it is gone; what it is owed is parked. Ask whoever runs it, or dismiss it.", webhook),
			Chinese: fmt.Sprintf("Webhook %s 的接收端表示已停用，未送达的事件已搁置。请联系其负责人，或忽略。", webhook),
		}
	}
	return refusal.Words{
		English: fmt.Sprintf("The endpoint of webhook %s took no events for a day; they are parked. "+
			"Have them tried anew (seen to) when it answers, or dismiss it.",
			webhook),
		Chinese: fmt.Sprintf("Webhook %s 的接收端一天内未接收事件，相关事件已搁置。请在其恢复后重新投递（已处理），或忽略。", webhook),
	}
}

// RunKeepsEnding are the words of the task that says that a run was started again so many times, and ended each time (O6).
func RunKeepsEnding(workflow string, times int) refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("%s ended before its work was done, and was started again %d times. It is started again by itself, ever more rarely; "+
			"its last runs in Temporal say how they ended.", workflow, times),
		Chinese: fmt.Sprintf("%s 的工作流在工作完成前反复结束，已重新启动 %d 次。系统会继续重新启动，间隔逐渐加长；结束原因见 Temporal 中最近几次运行。", workflow, times),
	}
}

// RunPaused are the words of the task that says that somebody has paused an activity of a run in Temporal (O6).
func RunPaused(workflow, activity string) refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("%s stands still: somebody has paused %s in Temporal. It goes on when that is unpaused there.", workflow, activity),
		Chinese: fmt.Sprintf("%s 已停滞：有人在 Temporal 中暂停了 %s。在 Temporal 中恢复后将自动继续。", workflow, activity),
	}
}
