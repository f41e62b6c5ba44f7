import auth from './auth.json';
import common from './common.json';
import data from './data.json';
import forecasts from './forecasts.json';
import today from './today.json';

export default { common, auth, today, forecasts, data };
