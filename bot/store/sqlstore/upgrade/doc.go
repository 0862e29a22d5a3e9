// Package upgrade rewrites rows that earlier releases stored, so that they mean
// to this one what they meant to those. It is pure: rows are JSON in and JSON
// out, and what it does not know of a row stays as it is.
//
// Earlier releases stored what went wrong as English sentences, with the names
// of VPCs in them. They are regular, so most can be read back as facts: codes,
// ids and values. A sentence that cannot be is kept as text, and shown as it is.
package upgrade
