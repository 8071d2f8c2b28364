package desk

import (
	"kaipiao/console/words"
	"kaipiao/domain/event"
	"kaipiao/domain/ticket"

	"kaipiao/api"
)

// Catalogue are texts of the desk, so that a test asks for what the page says in each language.
var Catalogue = map[string]words.Text{
	"accept": acceptance[ticket.Other], "approve": approve, "ask": ask, "askNow": askNow, "askSentence": askSentence, "asked": dones["ask"],
	"accepted": dones["accept"], "approved": dones["approve"], "claim": claim, "claimedNow": claimedNow,
	"claimedNobody": claimedNobody, "claimedByOther": claimedByOther,
	"closedTasks": closedTasks, "confirm": confirm, "confirmForm": confirmForm, "confirmIt": confirmIt,
	"confirmed": dones["confirm"], "correct": correct, "corrected": dones["correct"], "denied": dones["deny"], "denyForm": denyForm,
	"dismiss": dismiss, "firstDecision": firstDecision, "fileField": fileField, "fileHeading": fileHeading, "fileRead": fileRead,
	"fileIsRead": fileIsRead, "giveUp": giveUp, "giveUpNow": giveUpNow, "giveUpWhy": giveUpWhy, "givenUp": dones["give-up"], "handIn": handIn,
	"handInType": handInType, "handedIn": dones["hand_in"], "homeOrder": homeOrder, "homeReadOnly": homeReadOnly, "isPaused": isPaused,
	"isResumed": isResumed, "lacking": lacking, "lacks": lacks, "lineGood": lineGood, "lineWrong": lineWrong, "lostRace": lostRace,
	"nothingOfNumber": nothingOfNumber, "nothingToDo": nothingToDo, "openIt": openIt, "openTasks": openTasks, "outstanding": ofAcceptance,
	"ownTurnMissing": ownTurnMissing, "parkedSeen": parkedSeen, "loginScan": loginScan, "loginShow": loginShow,
	"pauseIt": pauseIt, "pauseNow": pauseNow, "pauseWhy": pauseWhy,
	"pausedBy": pausedBy, "proposed": dones["propose"], "putBack": putBack, "readHalf": scanHalf, "reconcileBegun": reconcileBegun,
	"reconcileNow": reconcileNow, "refuse": refuse, "refuseNow": refuseNow, "refused": dones["refuse"], "refusalReason": refusalReason,
	"repairNow": repairNow, "resumeIt": resumeIt, "scanHeld": scanHeld, "scanNumber": scanNumber, "scanRecord": scanRecord, "scanUndo": scanUndo,
	"scanned": scanned, "seenTo": seenTo, "sheetsHeading": sheetsHeading, "taxpayerID": taxpayerID, "title": colTitle,
	"turnOfCustomer": turnOfCustomer, "undone": undone, "willRedIssue": willRedIssue, "willVoid": willVoid,
	"remind": remind, "isReminded": isReminded, "lastReminded": lastReminded, "correctShipping": correctShipping, "rightNumber": rightNumber,
	"rightReason": rightReason, "correctNow": correctNow, "isRight": isRight,
	"deliverFiles": deliverFiles, "deliverMail": deliverMail, "deliverPhone": deliverPhone, "deliverNow": deliverNow, "areDelivered": areDelivered,
	"printWaybill": printWaybill,
	"didClaim":     lostTo[api.EventName(event.Claimed)], "didClaimTicket": ticketLostTo[api.EventName(event.TicketClaimed)],
}

// Acceptance names what accepting a ticket of a kind does, Materials what is handed in.
var (
	Acceptance = acceptance
	Materials  = materialKinds
)
