package card

import (
	"fmt"
	"strings"

	"peerbot/bot/command"
	"peerbot/bot/notice"
)

// rejected says what is wrong with a command, where, and what to write instead.
func (m *message) rejected(n notice.Rejected) {
	e := n.Err
	m.required("text", icon("⚠️", format("error.problem."+key(e.Code), errorParts(e)...)))
	code := e.Excerpt()
	if usage := e.Usage(); usage != "" {
		code += format("error.usage", raw(usage, usage)).in(m.lang, fallback)
	}
	m.preformatted("code", code)
	m.required("hint", arrow(join(" ", advice(e)...)))
}

// errorParts are what the texts of a code are made of, in the order in which
// english_command.go counts them.
func errorParts(e *command.Error) []richText {
	token, verb, param := inQuotes(e.Token), code(e.Verb), code(e.Param)
	switch e.Code {
	case command.TextTooLong:
		return []richText{digits(e.Length), digits(e.Limit)}
	case command.ControlCharacter:
		return []richText{userText(fmt.Sprintf("%U", e.Character))}
	case command.UnknownKey:
		return []richText{inQuotes(e.Param), verb, userText(strings.Join(e.Options, ", "))}
	case command.KeyTwice, command.FlagWithValue, command.ValueMissing, command.EqualsMissing:
		return []richText{param, usageOf(e.Verb, e.Param)}
	case command.Missing:
		return []richText{needed(e.Param), exampleOf(e.Verb)}
	case command.OneIDAtATime:
		return []richText{verb}
	case command.NotOneOf:
		return []richText{token, param, userText(strings.Join(e.Options, ", "))}
	case command.DurationTooLong, command.AccountIDDigits, command.AliasTooLong, command.VPCNameTooLong:
		return []richText{token, digits(e.Limit)}
	case command.NotAnID:
		return []richText{token, idKinds(e.Want), code(e.Want[0].Example())}
	case command.WrongID:
		return []richText{inQuotes(e.ID), idKind(e.Got), idKinds(e.Want), typed("show " + e.ID)}
	case command.VPCNoAccount:
		return []richText{token, userText(e.ID)}
	case command.AliasCharacter:
		return []richText{token, inQuotes(string(e.Character))}
	case command.NotUTF8, command.QuoteOpen, command.TextAfterQuote,
		command.UnknownVerb, command.SlashTyped, command.IDWithoutVerb, command.UnexpectedWord, command.ExtraArgument,
		command.NotADuration, command.TruncatedPCX, command.NotATable,
		command.TableMissing, command.WordAmongTables, command.TableTwice,
		command.NotAVPC, command.CIDRForVPC, command.FillerWord, command.TooManySlashes,
		command.AccountMissing, command.NotARegion, command.VPCMissing, command.VPCMissingRegion, command.TruncatedVPCID:
	}
	return []richText{token}
}

// advice is what to do about an error, in sentences.
func advice(e *command.Error) []richText {
	var out []richText
	switch {
	case e.Code == command.IDWithoutVerb:
		out = append(out, format("error.did-you-mean", typed(e.Suggestion)))
	case e.Suggestion != "":
		out = append(out, format("error.did-you-mean", code(e.Suggestion)))
	}
	if hint := hintOf(e); hint != "" {
		out = append(out, format("error.hint."+key(hint), errorParts(e)...))
	}
	if e.FreeText != "" {
		text := command.Param{Name: e.FreeText, Values: `"…"`}
		out = append(out, format("error.text."+key(e.Code), code(text.Spelled())))
	}
	return out
}

// hintOf is which hint fits an error: its code, and where that has several,
// which of them. None when what was probably meant says enough.
func hintOf(e *command.Error) string {
	code := string(e.Code)
	switch {
	case e.Code == command.NotOneOf:
		return code
	case e.Suggestion != "", e.Code == command.UnexpectedWord && e.FreeText != "":
		return ""
	case e.Code == command.UnknownKey && len(e.Options) == 0:
		return code + ".no-options"
	case e.Code == command.WrongID:
		return code + "." + string(e.Want[0])
	case e.Code == command.ValueMissing:
		switch p := paramOf(e.Verb, e.Param); {
		case p.Required:
			return code + ".required"
		case p.Values == `"…"`:
			return code + ".text"
		}
	}
	return code
}

// inQuotes is what somebody typed, in a sentence.
func inQuotes(s string) richText {
	if s = line(s); s == "" {
		return nil
	}
	if strings.ContainsAny(s[:1], `"'`) { // it has quotes of its own
		return clipped(s, 60, 60)
	}
	return format("error.quoted", clipped(s, 60, 60))
}

func idKind(k command.IDKind) richText { return format("id." + key(k)) }

func idKinds(all []command.IDKind) richText {
	var out []richText
	for _, k := range all {
		out = append(out, idKind(k))
	}
	return or(out...)
}

// or lists words of which one is meant: "a", "a or b", "a, b or c".
func or(parts ...richText) richText {
	if len(parts) < 2 {
		return join("", parts...)
	}
	last := len(parts) - 1
	return format("list.or", join(", ", parts[:last]...), parts[last])
}
