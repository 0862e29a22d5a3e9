// The shortcodes that cards and people use most. One that is not here is shown
// as it was written, as Slack does with those it does not know.
const emoji = {
  '+1': '👍', '-1': '👎', thumbsup: '👍', thumbsdown: '👎', ok_hand: '👌', clap: '👏', wave: '👋', pray: '🙏', muscle: '💪',
  point_right: '👉', point_left: '👈', point_up: '☝️', point_down: '👇', raised_hands: '🙌', raised_hand: '✋', eyes: '👀',
  smile: '😄', slightly_smiling_face: '🙂', grinning: '😀', joy: '😂', wink: '😉', thinking_face: '🤔', cry: '😢', sob: '😭',
  sweat_smile: '😅', tada: '🎉', fire: '🔥', heart: '❤️', rocket: '🚀', sparkles: '✨', star: '⭐', zap: '⚡', boom: '💥', bulb: '💡',
  white_check_mark: '✅', heavy_check_mark: '✔️', ballot_box_with_check: '☑️', x: '❌', negative_squared_cross_mark: '❎',
  heavy_multiplication_x: '✖️', warning: '⚠️', no_entry: '⛔', no_entry_sign: '🚫', octagonal_sign: '🛑', rotating_light: '🚨',
  exclamation: '❗', grey_exclamation: '❕', question: '❓', grey_question: '❔', information_source: 'ℹ️', bangbang: '‼️',
  hourglass: '⌛', hourglass_flowing_sand: '⏳', alarm_clock: '⏰', stopwatch: '⏱️', timer_clock: '⏲️', clock1: '🕐', clock3: '🕒',
  clock9: '🕘', calendar: '📅', spiral_calendar_pad: '🗓️', zzz: '💤', double_vertical_bar: '⏸️', pause_button: '⏸️', arrow_forward: '▶️',
  arrows_counterclockwise: '🔄', repeat: '🔁', recycle: '♻️', twisted_rightwards_arrows: '🔀', left_right_arrow: '↔️', arrow_right: '➡️',
  arrow_left: '⬅️', arrow_up: '⬆️', arrow_down: '⬇️', arrow_upper_right: '↗️', arrow_right_hook: '↪️', leftwards_arrow_with_hook: '↩️',
  heavy_plus_sign: '➕', heavy_minus_sign: '➖', link: '🔗', chains: '⛓️', lock: '🔒', unlock: '🔓', key: '🔑', shield: '🛡️',
  mag: '🔍', mag_right: '🔎', memo: '📝', pencil: '📝', pencil2: '✏️', clipboard: '📋', page_facing_up: '📄', scroll: '📜', books: '📚',
  package: '📦', wrench: '🔧', hammer: '🔨', hammer_and_wrench: '🛠️', gear: '⚙️', construction: '🚧', toolbox: '🧰', broom: '🧹',
  wastebasket: '🗑️', bell: '🔔', no_bell: '🔕', mega: '📣', loudspeaker: '📢', speech_balloon: '💬', thought_balloon: '💭',
  envelope: '✉️', email: '📧', inbox_tray: '📥', outbox_tray: '📤', pushpin: '📌', round_pushpin: '📍', triangular_flag_on_post: '🚩',
  checkered_flag: '🏁', globe_with_meridians: '🌐', earth_asia: '🌏', earth_americas: '🌎', earth_africa: '🌍', cloud: '☁️', house: '🏠',
  office: '🏢', computer: '💻', desktop_computer: '🖥️', electric_plug: '🔌', satellite_antenna: '📡', robot_face: '🤖', ghost: '👻',
  bar_chart: '📊', chart_with_upwards_trend: '📈', chart_with_downwards_trend: '📉', money_with_wings: '💸', bookmark: '🔖',
  red_circle: '🔴', large_orange_circle: '🟠', large_yellow_circle: '🟡', large_green_circle: '🟢', large_blue_circle: '🔵',
  large_purple_circle: '🟣', white_circle: '⚪', black_circle: '⚫', large_red_square: '🟥', large_green_square: '🟩',
  large_yellow_square: '🟨', white_large_square: '⬜', black_large_square: '⬛', small_blue_diamond: '🔹', small_orange_diamond: '🔸',
  jp: '🇯🇵', kr: '🇰🇷', us: '🇺🇸', de: '🇩🇪', ie: '🇮🇪', gb: '🇬🇧', sg: '🇸🇬', bust_in_silhouette: '👤', busts_in_silhouette: '👥', crown: '👑',
  one: '1️⃣', two: '2️⃣', three: '3️⃣', four: '4️⃣', five: '5️⃣', '100': '💯', new: '🆕', sos: '🆘', vertical_traffic_light: '🚦',
  large_blue_square: '🟦', large_orange_square: '🟧', ticket: '🎫', label: '🏷️', seedling: '🌱', adhesive_bandage: '🩹', ambulance: '🚑',
};

/** emojiFor returns the character for a shortcode without colons, or undefined. */
export function emojiFor(name) {
  return Object.hasOwn(emoji, name) ? emoji[name] : undefined;
}
