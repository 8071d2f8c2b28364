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

// FailsAlone are the words of the task that says that a document fails alone, for a cause for which others pass.
func FailsAlone(document string, cause invoice.Cause) refusal.Words {
	return refusal.Words{
		English: fmt.Sprintf("%s fails alone while others pass (cause: %s). It is tried again by itself, ever more rarely.", document, cause),
		Chinese: fmt.Sprintf("只有 %s 反复失败（原因：%s），其他发票均已正常通过。系统会继续重试，间隔逐渐加长。", document, cause),
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
