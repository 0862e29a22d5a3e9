package notice

import "time"

// Form asks the person who pressed a button why, and some also until when.
type Form struct {
	Action Action
	Value  Value
	Until  time.Time // the day that is picked when the form opens; only of a form that asks for a day
}

// MaxReason is how long a reason in a form may be, in characters; ours.
const MaxReason = 500

// Asks reports whether a button opens a form, and whether that asks for a day.
func (a Action) Asks() (form, day bool) {
	return a == ActDeny || a == ActSnooze, a == ActSnooze
}

// FormProblem is why a form is not accepted.
type FormProblem string

// What can be wrong with a form.
const (
	FormNoReason   FormProblem = "no-reason"
	FormLongReason FormProblem = "long-reason" // longer than MaxReason
	FormPastDay    FormProblem = "past-day"    // or none
	FormFarDay     FormProblem = "far-day"     // more than a year ahead
	FormUnreadable FormProblem = "unreadable"  // it carries what cannot be read
	FormBusy       FormProblem = "busy"        // there is too much to do
	FormRestarting FormProblem = "restarting"  // the bot is being restarted
)

// FormRefusal says below a form's block why the form is not accepted.
type FormRefusal struct {
	Problem FormProblem
	Action  Action // the button that opened the form
	Length  int    // of a reason that is too long, in characters
}
