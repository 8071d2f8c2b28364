package format

import (
	"fmt"
	"time"

	"kaipiao/console/words"
	"kaipiao/domain/calendar"
)

var weekdays = [...]words.Text{
	{ZH: "星期日", EN: "Sun"},
	{ZH: "星期一", EN: "Mon"},
	{ZH: "星期二", EN: "Tue"},
	{ZH: "星期三", EN: "Wed"},
	{ZH: "星期四", EN: "Thu"},
	{ZH: "星期五", EN: "Fri"},
	{ZH: "星期六", EN: "Sat"},
}

// Minute is an instant in a table, in Asia/Shanghai: "2026-09-18 14:03".
func Minute(t time.Time) string { return t.In(calendar.Shanghai).Format("2006-01-02 15:04") }

// Second is an instant in a timeline, in Asia/Shanghai: "2026-09-18 14:03:20".
func Second(t time.Time) string { return t.In(calendar.Shanghai).Format("2006-01-02 15:04:05") }

// Milli is an instant of a proof, in Asia/Shanghai: "2026-09-18 14:03:20.120".
func Milli(t time.Time) string { return t.In(calendar.Shanghai).Format("2006-01-02 15:04:05.000") }

// Clock is the time of a day, in Asia/Shanghai: "14:03".
func Clock(t time.Time) string { return t.In(calendar.Shanghai).Format("15:04") }

// Machine is an instant for programs, in the datetime of a time element.
func Machine(t time.Time) string { return t.In(calendar.Shanghai).Format(time.RFC3339) }

// Day is a civil day as it is said, in Asia/Shanghai, with the year where it is another one: "9月18日 星期五", "Fri 18 Sep".
func Day(t, now time.Time) words.Text {
	t, now = t.In(calendar.Shanghai), now.In(calendar.Shanghai)
	weekday := weekdays[t.Weekday()]
	said := words.Text{ZH: fmt.Sprintf("%d月%d日 %s", t.Month(), t.Day(), weekday.ZH), EN: weekday.EN + t.Format(" 2 Jan")}
	if t.Year() != now.Year() {
		said = words.Text{ZH: fmt.Sprintf("%d年", t.Year()) + said.ZH, EN: said.EN + t.Format(" 2006")}
	}
	return said
}

// At is an instant as it is said: "9月18日 星期五 10:00", "Fri 18 Sep, 10:00".
func At(t, now time.Time) words.Text {
	day, hour := Day(t, now), Clock(t)
	return words.Text{ZH: day.ZH + " " + hour, EN: day.EN + ", " + hour}
}

// By is a promise: "9月18日 星期五 10:00 前", or where it is the end of a day "10月15日 星期四 24:00 前". A provisional one may move (I3).
func By(t, now time.Time, provisional bool) words.Text {
	said := words.Text{ZH: "%s 前", EN: "by %s"}.With(At(t, now))
	if endsDay(t) {
		said = words.Text{ZH: "%s 24:00 前", EN: "by the end of %s"}.With(Day(t, now))
	}
	if provisional {
		said = words.Text{ZH: said.ZH + "（暂定）", EN: said.EN + " (provisional)"}
	}
	return said
}

// endsDay: promises of days last until a day's last second.
func endsDay(t time.Time) bool {
	t = t.In(calendar.Shanghai)
	return t.Hour() == 23 && t.Minute() == 59 && t.Second() == 59
}

// Countdown says how long is left of a promise, or how long it is over: "剩 2 小时 14 分", "已超 3 小时".
func Countdown(until, now time.Time) words.Text {
	if left := until.Sub(now); left > 0 {
		return words.Text{ZH: "剩 %s", EN: "%s left"}.With(span(left))
	}
	return words.Text{ZH: "已超 %s", EN: "%s overdue"}.With(span(now.Sub(until)))
}

func span(d time.Duration) words.Text {
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return words.Text{ZH: "%d 天 %d 小时", EN: "%d d %d h"}.With(days, hours)
	case hours > 0:
		return words.Text{ZH: "%d 小时 %d 分", EN: "%d h %d min"}.With(hours, minutes)
	default:
		return words.Text{ZH: "%d 分钟", EN: "%d min"}.With(minutes)
	}
}
